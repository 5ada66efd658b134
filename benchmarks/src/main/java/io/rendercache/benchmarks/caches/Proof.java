package io.rendercache.benchmarks.caches;

/** Proves before anything is timed that a cache holds what it should; a benchmark of anything else is worth nothing. */
public final class Proof {
    private Proof() {}

    /** Overfills a cache made for the purpose and counts what it then holds. */
    public static void boundHolds(Implementation implementation, int capacity, Keys keys) {
        try (CacheUnderTest cache = implementation.create(capacity, keys)) {
            Bound bound = cache.bound();
            int given = (int) Math.min(keys.count(), bound.most() + Math.max(10, bound.most() / 4));
            fill(cache, given);
            long held = cache.size();
            if (given <= bound.most()) {
                throw new UnfitException(implementation, "more than " + bound.most() + " keys to overfill it", given);
            }
            if (!bound.allows(given, held)) {
                throw new UnfitException(implementation, describe(bound) + " when overfilled", held);
            }
        }
    }

    /** Puts the first keys into an empty cache and looks every one of them up: all must be there, with their values. */
    public static void holdsAll(Implementation implementation, CacheUnderTest cache, int keys) {
        fill(cache, keys);
        long held = cache.countHeld(keys);
        if (held != keys) {
            throw new UnfitException(implementation, keys + " keys found with their values", held);
        }
    }

    /** Puts the first keys, as many as the capacity, into an empty cache: it must then be full. */
    public static void isFull(Implementation implementation, CacheUnderTest cache, int capacity) {
        fill(cache, capacity);
        long held = cache.size();
        if (!cache.bound().allows(capacity, held)) {
            throw new UnfitException(implementation, describe(cache.bound()) + " after filling it", held);
        }
    }

    private static void fill(CacheUnderTest cache, int keys) {
        for (int key = 0; key < keys; key++) {
            cache.put(key);
        }
    }

    private static String describe(Bound bound) {
        return bound.fewest() == bound.most()
                ? bound.most() + " entries"
                : bound.fewest() + " to " + bound.most() + " entries";
    }
}
