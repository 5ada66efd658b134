package io.rendercache.cli;

import io.rendercache.BoundedLru;
import io.rendercache.CurationResultCache;
import io.rendercache.FileStamp;
import io.rendercache.FrameDirCache;
import io.rendercache.ImageLabel;
import io.rendercache.ImageLabelCache;
import io.rendercache.JobScope;
import io.rendercache.LabelKey;
import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Small files as the real caches leave them, closed. */
final class MadeFiles {
    static final int TEXT_ENTRIES = 24;
    static final int TEXT_MAX_ENTRIES = 32;
    static final int JOBS = 3;
    static final int LARGE_ENTRIES = 10;
    static final String LABEL_PATH = "/photos/\u00e4/embeddings.bin";

    private MadeFiles() {}

    /** Strings to longs; keys {@code key-0} on, of which the last was removed again. */
    static Path text(Path folder) {
        Path file = folder.resolve("text.rc");
        try (BoundedLru<String, Long> cache = openText(file)) {
            for (int i = 0; i <= TEXT_ENTRIES; i++) {
                cache.put("key-" + i, (long) i);
            }
            cache.remove("key-" + TEXT_ENTRIES);
        }
        return file;
    }

    static BoundedLru<String, Long> openText(Path file) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(TEXT_MAX_ENTRIES)
                .maxKeyBytes(40)
                .maxValueBytes(8)
                .stripes(1)
                .mappedTo(file)
                .build();
    }

    /** Jobs {@code job-0} on, job <i>n</i> with <i>n</i> + 1 directories. */
    static Path frames(Path folder) throws IOException {
        Path file = folder.resolve("frames.rc");
        try (FrameDirCache cache = openFrames(file)) {
            for (int number = 0; number < JOBS; number++) {
                JobScope job = cache.openJob("job-" + number);
                for (int directory = 0; directory <= number; directory++) {
                    job.frameDir(frameDirectory(folder, directory).toString()).maxFrameIndex();
                }
            }
        }
        return file;
    }

    static FrameDirCache openFrames(Path file) {
        return FrameDirCache.builder().maxEntries(8).mappedTo(file).build();
    }

    /** Returns a directory with one frame, of number 7. */
    static Path frameDirectory(Path folder, int number) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("frames-" + number));
        Files.writeString(directory.resolve("frame_0007.png"), "");
        return directory;
    }

    /** Values of 0, 3,000, 6,000 bytes and so on, of which those over 32 are kept out of line. */
    static Path large(Path folder) {
        Path file = folder.resolve("large.rc");
        try (BoundedLru<String, byte[]> cache = openLarge(file)) {
            for (int i = 0; i < LARGE_ENTRIES; i++) {
                cache.put("key-" + i, largeValue(i));
            }
        }
        return file;
    }

    static byte[] largeValue(int number) {
        byte[] value = new byte[number * 3_000];
        Arrays.fill(value, (byte) (number + 1));
        return value;
    }

    static BoundedLru<String, byte[]> openLarge(Path file) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(16)
                .maxKeyBytes(40)
                .maxValueBytes(1 << 17)
                .inlineValueBytes(32)
                .maxBytes(1 << 20)
                .mappedTo(file)
                .build();
    }

    /** Two jobs that run, four that have completed, one that failed and one that was evicted. */
    static Path curation(Path folder) {
        Path file = folder.resolve("curation.rc");
        try (CurationResultCache cache = openCuration(file)) {
            cache.started("evicted");
            cache.completed("evicted", new byte[] {1});
            for (int i = 0; i < 4; i++) {
                cache.started("completed-" + i);
                cache.completed("completed-" + i, largeValue(2 * i));
            }
            cache.started("failed");
            cache.failed("failed", "no such camera");
            cache.started("running-1");
            cache.started("running-2");
        }
        return file;
    }

    static CurationResultCache openCuration(Path file) {
        return CurationResultCache.builder()
                .maxResults(4)
                .maxBytes(1 << 20)
                .maxRunning(8)
                .maxRemembered(8)
                .mappedTo(file)
                .build();
    }

    /** Five labels. */
    static Path labels(Path folder) {
        Path file = folder.resolve("labels.rc");
        try (ImageLabelCache cache = openLabels(file)) {
            for (int row = 0; row < 5; row++) {
                cache.put(labelKey(row), new ImageLabel("label " + row, List.of("other", "third"), row / 4.0));
            }
        }
        return file;
    }

    static ImageLabelCache openLabels(Path file) {
        return ImageLabelCache.builder()
                .maxEntries(8)
                .maxKeyBytes(128)
                .maxValueBytes(128)
                .mappedTo(file)
                .build();
    }

    static LabelKey labelKey(int row) {
        return new LabelKey(LABEL_PATH, row, new FileStamp(11, 12, 13), FileStamp.ABSENT, 3);
    }
}
