package io.rendercache.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * LRU as textbooks have it: one list for the whole cache, relinked on each hit. The yardstick for miss counts.
 *
 * <p>Not safe for several threads.
 *
 * @param <K> the keys; there are no values, only presence
 */
public final class TextbookLru<K> {
    private final int maxEntries;
    private final Map<K, Boolean> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long hits;
    private long misses;

    /** Creates an empty cache. */
    public TextbookLru(int maxEntries) {
        if (maxEntries <= 0) {
            throw new IllegalArgumentException("maxEntries " + maxEntries + " is not positive");
        }
        this.maxEntries = maxEntries;
    }

    /** Looks the key up and, on a miss, inserts it in the place of the oldest; returns whether it was a hit. */
    public boolean access(K key) {
        if (entries.get(key) != null) {
            hits++;
            return true;
        }
        misses++;
        if (entries.size() == maxEntries) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(key, Boolean.TRUE);
        return false;
    }

    /** Returns whether the key is held; touches neither recency nor counts. */
    public boolean contains(K key) {
        return entries.containsKey(key);
    }

    /** Returns the number of keys held. */
    public int size() {
        return entries.size();
    }

    /** Returns how many accesses found their key. */
    public long hits() {
        return hits;
    }

    /** Returns how many accesses did not find their key. */
    public long misses() {
        return misses;
    }

    /** Returns the misses of a fresh cache of this capacity over a whole trace. */
    public static long missesOf(long[] trace, int maxEntries) {
        TextbookLru<Long> lru = new TextbookLru<>(maxEntries);
        for (long key : trace) {
            lru.access(key);
        }
        return lru.misses();
    }
}
