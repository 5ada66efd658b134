package io.rendercache.benchmarks.caches;

/**
 * What a benchmark needs of a cache. Keys are named by their index in {@link Keys}: each adapter holds the key objects
 * in an array of its own type, so that a call costs an array read and no cast.
 */
public interface CacheUnderTest extends AutoCloseable {
    /** What {@link #get} answers for a key that is not held. */
    long ABSENT = Long.MIN_VALUE;

    /** Looks the key up, by the object that its {@link Keys.Kind} says. */
    long get(int key);

    /** Looks up a key that the caller made. */
    long get(String path);

    /** Inserts the key with the value {@link #valueOf}, making room if need be. */
    void put(int key);

    /** Inserts a key that the caller made, making room if need be. */
    void put(String path, long value);

    /** The value that belongs to a key. */
    default long valueOf(int key) {
        return key;
    }

    /** Looks up the first keys, each once, and counts those found with the right value. */
    default long countHeld(int keys) {
        long held = 0;
        for (int key = 0; key < keys; key++) {
            if (get(key) == valueOf(key)) {
                held++;
            }
        }
        return held;
    }

    /** The number of entries really held, after any eviction that was put off. */
    long size();

    /** How many entries the cache may hold when it is full. */
    Bound bound();

    @Override
    void close();
}
