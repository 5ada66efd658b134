package io.rendercache.benchmarks.gate;

import io.rendercache.BoundedLru;
import io.rendercache.CacheStats;
import io.rendercache.FrameDirCache;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.codec.Codecs;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Measures what no noise touches: the same engine has the same facts in every run and on every machine. Stripes are set
 * everywhere, for unset they follow the number of processors.
 */
final class Facts {
    /** As many as a cache has that is built on up to four processors. */
    static final int STRIPES = 16;

    private static final int CAPACITY = 1_000;
    private static final int HELD = 900;
    private static final int TURNOVER = 4_000;
    private static final int ACCESSES = 200_000;
    private static final int UNIVERSE = 10_000;
    private static final int VIDEOS = 30;
    private static final int FRAMES = 100;
    private static final double SKEW = 0.99;
    private static final long SEED = 4;
    private static final int[] CAPACITIES = {64, 1_000, 100_000, 1_000_000};

    /** Builds the caches that are measured; a test gives one with a fault. */
    interface Builders {
        /** Returns an empty cache that is asked by string. */
        Subject.Writable strings(int capacity, int keys);

        /** Returns a description with the key and value bytes set. */
        BoundedLru.Builder<String, Long> described(int capacity);
    }

    private final Builders builders;
    private final Consumer<String> progress;
    private final TreeMap<String, Long> found = new TreeMap<>();

    private Facts(Builders builders, Consumer<String> progress) {
        this.builders = builders;
        this.progress = progress;
    }

    /** Returns all facts by name; each is a count of which less is better. */
    static TreeMap<String, Long> measure(Builders builders, Consumer<String> progress) {
        Facts facts = new Facts(builders, progress);
        facts.allocations();
        facts.memory();
        facts.misses();
        return facts.found;
    }

    /** Returns the caches as users build them. */
    static Builders asShipped() {
        return new Builders() {
            @Override
            public Subject.Writable strings(int capacity, int keys) {
                return new Subject.Strings(capacity, keys);
            }

            @Override
            public BoundedLru.Builder<String, Long> described(int capacity) {
                return BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                        .maxEntries(capacity)
                        .maxKeyBytes(Keys.LENGTH)
                        .maxValueBytes(Long.BYTES);
            }
        };
    }

    /** Whether a fact depends on what the JDK's compiler and class library do, and is kept for each JDK by itself. */
    static boolean dependsOnJdk(String fact) {
        return fact.startsWith("allocated bytes");
    }

    /** Returns new strings, each with its hash computed. */
    static String[] paths(int from, int count) {
        String[] paths = new String[count];
        for (int i = 0; i < count; i++) {
            paths[i] = Keys.path(from + i);
            paths[i].hashCode();
        }
        return paths;
    }

    private void allocations() {
        progress.accept("counting allocated bytes");
        Allocations allocations = new Allocations();
        try (Subject.Writable cache = builders.strings(CAPACITY, HELD)) {
            for (int key = 0; key < HELD; key++) {
                cache.put(key);
            }
            found.put("allocated bytes, BoundedLru hit", allocations.bytesEach(cache::hit, HELD));
            found.put("allocated bytes, BoundedLru miss", allocations.bytesEach(cache::miss, HELD));
            found.put(
                    "allocated bytes, BoundedLru put of a held key",
                    allocations.bytesEach(key -> put(cache, key), HELD));
        }
        try (Subject.Writable cache = builders.strings(CAPACITY, TURNOVER)) {
            found.put(
                    "allocated bytes, BoundedLru put that evicts",
                    allocations.bytesEach(key -> put(cache, key), TURNOVER));
        }
        try (Subject byString = new Subject.Directories(CAPACITY, HELD, false);
                Subject byKey = new Subject.Directories(CAPACITY, HELD, true)) {
            found.put("allocated bytes, FrameDirCache hit by string", allocations.bytesEach(byString::hit, HELD));
            found.put("allocated bytes, FrameDirCache hit by prepared key", allocations.bytesEach(byKey::hit, HELD));
        }
    }

    private static Subject.Writable put(Subject.Writable cache, int key) {
        cache.put(key);
        return cache;
    }

    private void memory() {
        progress.accept("asking for the memory at each capacity");
        for (int capacity : CAPACITIES) {
            try (BoundedLru<String, Long> cache =
                    builders.described(capacity).stripes(STRIPES).build()) {
                memory("BoundedLru", capacity, cache.stats());
            }
        }
        try (FrameDirCache cache = FrameDirCache.builder().stripes(STRIPES).build()) {
            memory("FrameDirCache", cache.maxEntries(), cache.stats());
        }
    }

    private void memory(String name, int capacity, CacheStats stats) {
        found.put("off-heap bytes, " + name + " of " + capacity, stats.offHeapBytes());
        if (capacity == 1_000 || capacity == 100_000) {
            // In thousandths: the share of one entry is no whole number.
            found.put(
                    "index bytes for 1000 entries, " + name + " of " + capacity,
                    (stats.indexBytes() * 1_000 + capacity - 1) / capacity);
        }
    }

    private void misses() {
        progress.accept("counting misses");
        found.put("misses, zipf trace", misses(zipf()));
        found.put("misses, looping trace", misses(looping()));
    }

    /** One stripe: with more, the seed of the hash decides which entries share an epoch, and with it a few misses. */
    private long misses(int[] trace) {
        String[] keys = paths(0, UNIVERSE);
        try (BoundedLru<String, Long> cache =
                builders.described(CAPACITY).stripes(1).build()) {
            for (int key : trace) {
                if (cache.get(keys[key]) == null) {
                    cache.put(keys[key], (long) key);
                }
            }
            return cache.stats().misses();
        }
    }

    private static int[] zipf() {
        double[] cumulated = new double[UNIVERSE];
        double sum = 0;
        for (int rank = 0; rank < UNIVERSE; rank++) {
            sum += StrictMath.pow(rank + 1, -SKEW);
            cumulated[rank] = sum;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int[] trace = new int[ACCESSES];
        for (int i = 0; i < ACCESSES; i++) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * sum);
            trace[i] = Math.min(UNIVERSE - 1, found < 0 ? -found - 1 : found);
        }
        return trace;
    }

    /** Videos that are each gone through twice in a row, some oftener than others; of their frames a third fits. */
    private static int[] looping() {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] trace = new int[ACCESSES];
        for (int i = 0; i < ACCESSES; i += 2 * FRAMES) {
            int video = Math.min(random.nextInt(VIDEOS), random.nextInt(VIDEOS));
            for (int frame = 0; frame < 2 * FRAMES; frame++) {
                trace[i + frame] = video * FRAMES + frame % FRAMES;
            }
        }
        return trace;
    }
}
