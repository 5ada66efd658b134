package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Videos that are there already, dealt out to the jobs by lot and left as they are. */
final class FoundVideos implements Videos {
    private final List<Video> found;
    private final long seed;

    FoundVideos(List<Video> found, long seed) {
        this.found = found;
        this.seed = seed;
    }

    /** Looks for directories that hold frames, in a directory and all below it; follows no links. */
    static List<Video> under(Path root) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (PlainLister.frameIndex(file.getFileName().toString()) >= 0) {
                    directories.add(file.getParent());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        List<Video> found = new ArrayList<>();
        for (Path directory : directories) {
            found.add(new Video(directory, PlainLister.maxFrameIndex(directory)));
        }
        found.sort(Comparator.comparing(Video::directory));
        return found;
    }

    @Override
    public List<Video> take(int job, int count, BooleanSupplier stopped) {
        SplittableRandom random = new SplittableRandom(seed + job);
        List<Video> taken = new ArrayList<>(count);
        for (int video = 0; video < count; video++) {
            taken.add(found.get(random.nextInt(found.size())));
        }
        return taken;
    }

    @Override
    public void giveBack(int job) {
        // They are not ours to remove.
    }
}
