package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Videos made for each job under a temporary folder, half to all as long as the job, and removed after it. */
final class MadeVideos implements Videos {
    /** A picture of one pixel. */
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=");

    private final TemporaryFolder folder;
    private final int frames;
    private final long seed;

    MadeVideos(TemporaryFolder folder, int frames, long seed) {
        this.folder = folder;
        this.frames = frames;
        this.seed = seed;
    }

    @Override
    public List<Video> take(int job, int count, BooleanSupplier stopped) throws IOException {
        SplittableRandom random = new SplittableRandom(seed + job);
        List<Video> videos = new ArrayList<>(count);
        for (int video = 0; video < count && !stopped.getAsBoolean(); video++) {
            int length = frames - random.nextInt(frames / 2 + 1);
            Path directory = Files.createDirectories(
                    folderOf(job).resolve("video_" + video).resolve("frames"));
            for (int frame = 0; frame < length && !stopped.getAsBoolean(); frame++) {
                Files.write(directory.resolve(String.format(Locale.ROOT, "frame_%05d.png", frame)), PNG);
            }
            videos.add(new Video(directory, length - 1));
        }
        return videos;
    }

    @Override
    public void giveBack(int job) throws IOException {
        TemporaryFolder.removeTree(folderOf(job));
    }

    private Path folderOf(int job) {
        return folder.path().resolve(RenderNode.jobId(job));
    }
}
