package io.rendercache;

import java.nio.file.Path;

/**
 * Puts numbered labels into a cache on a file until it is killed; prints {@code READY} when the cache is open and a
 * first label put. Arguments: the file, the number to begin with.
 */
final class LabelWriter {
    static final String READY = "READY";
    static final int MAX_ENTRIES = 256;

    private LabelWriter() {}

    /** Runs in the child; ends only if something fails. */
    public static void main(String[] args) {
        int number = Integer.parseInt(args[1]);
        try (ImageLabelCache cache = open(Path.of(args[0]))) {
            put(cache, number);
            System.out.println(READY);
            while (true) {
                number = Math.addExact(number, 1);
                put(cache, number);
            }
        }
    }

    static ImageLabelCache open(Path file) {
        return ImageLabelCache.builder()
                .maxEntries(MAX_ENTRIES)
                .maxValueBytes(2_048)
                .mappedTo(file)
                .build();
    }

    static void put(ImageLabelCache cache, int number) {
        cache.put(VerifiedLabels.key(VerifiedLabels.keyOf(number)), VerifiedLabels.label(number));
    }
}
