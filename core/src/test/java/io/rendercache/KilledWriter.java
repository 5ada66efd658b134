package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Puts, overwrites and removes in a mapped cache, two threads with their own keys each, until it is killed; prints
 * {@code READY} when the cache is open. Arguments: the folder, the first number to put, the seed, whether values are
 * large.
 */
final class KilledWriter {
    static final String READY = "READY";
    static final int THREADS = 2;
    static final int KEYS = 48;
    static final int MAX_ENTRIES = 64;
    static final long MAX_BYTES = 8 << 20;

    private static final int MAX_SMALL = 30_000;
    private static final int MAX_LARGE = 40_000;

    private KilledWriter() {}

    /** Runs in the child; ends only if something fails. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int first = Integer.parseInt(args[1]);
        SplittableRandom seeds = new SplittableRandom(Long.parseLong(args[2]));
        boolean large = Boolean.parseBoolean(args[3]);
        SplittableRandom[] randoms = {seeds.split(), seeds.split()};
        KillJournal journal = new KillJournal(folder.resolve("journal"), KEYS);
        try (BoundedLru<String, byte[]> cache = open(folder, large)) {
            System.out.println(READY);
            Threads.runAll(THREADS, Duration.ofMinutes(5), (index, run) -> {
                for (int number = first; run.goOn(); number++) {
                    int key = randoms[index].nextInt(KEYS / THREADS) * THREADS + index;
                    if (randoms[index].nextInt(4) == 0) {
                        journal.intend(key, 0);
                        cache.remove(key(key));
                        journal.done(key, 0);
                    } else {
                        journal.intend(key, number);
                        cache.put(key(key), value(key, number, large));
                        journal.done(key, number);
                    }
                }
            });
        }
    }

    static BoundedLru<String, byte[]> open(Path folder, boolean large) {
        BoundedLru.Builder<String, byte[]> builder = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(MAX_ENTRIES)
                .maxValueBytes(large ? MAX_LARGE : MAX_SMALL)
                .mappedTo(folder.resolve("cache"));
        return (large ? builder.inlineValueBytes(32).maxBytes(MAX_BYTES) : builder).build();
    }

    static String key(int number) {
        return "key-" + number;
    }

    static byte[] value(int key, int number, boolean large) {
        return SelfVerifying.bytes(key(key), number, large ? MAX_LARGE : MAX_SMALL);
    }

    /** Returns the number of a value after checking each byte of it. */
    static int check(int key, byte[] value, boolean large) {
        SelfVerifying.check(key(key), value, large ? MAX_LARGE : MAX_SMALL);
        return ByteBuffer.wrap(value).getInt(Long.BYTES);
    }
}
