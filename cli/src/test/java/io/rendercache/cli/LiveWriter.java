package io.rendercache.cli;

import io.rendercache.BoundedLru;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A process that has a cache open and writes to it without pause, two threads with the same keys, until it is killed;
 * prints {@code READY} when the cache is full. Arguments: the file, how many entries, the seed.
 */
final class LiveWriter {
    static final String READY = "READY";
    /** So long that reading one takes a while, and is often overtaken by a writer. */
    static final int MAX_VALUE = 20_000;

    private static final int VARIANTS = 4;

    private LiveWriter() {}

    /** Runs in the child; ends only if something fails. */
    public static void main(String[] args) {
        int maxEntries = Integer.parseInt(args[1]);
        SplittableRandom seeds = new SplittableRandom(Long.parseLong(args[2]));
        SplittableRandom[] randoms = {seeds.split(), seeds.split()};
        // Made before, so that the writers do little but write.
        byte[][][] values = new byte[2 * maxEntries][VARIANTS][];
        for (int key = 0; key < values.length; key++) {
            for (int variant = 0; variant < VARIANTS; variant++) {
                values[key][variant] = SelfVerifying.bytes(key(key), variant, MAX_VALUE);
            }
        }
        try (BoundedLru<String, byte[]> cache = open(Path.of(args[0]), maxEntries)) {
            for (int key = 0; key < maxEntries; key++) {
                cache.put(key(key), values[key][0]);
            }
            System.out.println(READY);
            Threads.runAll(randoms.length, Duration.ofMinutes(5), (index, run) -> {
                while (run.goOn()) {
                    int key = randoms[index].nextInt(values.length);
                    if (randoms[index].nextInt(8) == 0) {
                        cache.remove(key(key));
                    } else {
                        cache.put(key(key), values[key][randoms[index].nextInt(VARIANTS)]);
                    }
                }
            });
        }
    }

    static BoundedLru<String, byte[]> open(Path file, int maxEntries) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(maxEntries)
                .maxKeyBytes(24)
                .maxValueBytes(MAX_VALUE)
                .mappedTo(file)
                .build();
    }

    private static String key(int number) {
        return "key-" + number;
    }
}
