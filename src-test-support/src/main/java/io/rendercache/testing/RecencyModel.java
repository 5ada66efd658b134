package io.rendercache.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the engine promises about recency, on the heap and without any of its machinery: which entries it may evict.
 *
 * <p>Writes, that is inserts and overwrites, are numbered over the whole cache. 2<sup>g</sup> successive numbers are a
 * tick. Of an entry the exact number of its latest write is known until it is hit, and from then on only the tick of
 * its latest hit. An entry is <i>certainly older</i> than another if its tick is earlier, or if both were written in
 * the same tick, neither was hit since, and its number is lower. An entry may be evicted if none is certainly older.
 *
 * <p>The model does not choose a victim: the caller says which key was evicted, by {@link #remove}, and may ask before
 * whether it was {@linkplain #isAdmissibleVictim admissible}. Not safe for several threads.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class RecencyModel<K, V> {
    private static final int MOST_GRAIN_BITS = 30;

    private final int maxEntries;
    private final int grainBits;
    private final Map<K, Entry<V>> entries = new HashMap<>();
    private final NavigableMap<Long, Tick<K>> ticks = new TreeMap<>();
    private long now;

    /**
     * Creates an empty model.
     *
     * @param grainBits logarithm of the number of writes in a tick
     * @param now number of the latest write, 0 if there was none
     */
    public RecencyModel(int maxEntries, int grainBits, long now) {
        if (maxEntries <= 0 || grainBits < 0 || grainBits > MOST_GRAIN_BITS || now < 0) {
            throw new IllegalArgumentException(
                    "maxEntries " + maxEntries + ", grainBits " + grainBits + ", now " + now);
        }
        this.maxEntries = maxEntries;
        this.grainBits = grainBits;
        this.now = now;
    }

    /** Returns the value, and files the entry in the present tick; {@code null} where there is none. */
    public @Nullable V get(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        unfile(key, entry);
        entry.number = now;
        entry.exact = false;
        file(key, entry);
        return entry.value;
    }

    /**
     * Inserts or overwrites, as the next write.
     *
     * @return the value before, {@code null} if there was none
     * @throws IllegalStateException if the key is new and there is no room, because no victim was removed
     */
    public @Nullable V put(K key, V value) {
        Entry<V> entry = entries.get(key);
        if (entry == null && isFull()) {
            throw new IllegalStateException(
                    "no room for " + key + " among " + maxEntries + " entries; remove a victim");
        }
        advance();
        V before = null;
        if (entry == null) {
            entry = new Entry<>(value);
            entries.put(key, entry);
        } else {
            unfile(key, entry);
            before = entry.value;
            entry.value = value;
        }
        entry.number = now;
        entry.exact = true;
        file(key, entry);
        return before;
    }

    /** Removes the entry; returns whether there was one. */
    public boolean remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry != null) {
            unfile(key, entry);
        }
        return entry != null;
    }

    /** Returns whether the key is held; affects nothing. */
    public boolean containsKey(K key) {
        return entries.containsKey(key);
    }

    /** Returns whether the key is held with this value; affects nothing. */
    public boolean holds(K key, V value) {
        Entry<V> entry = entries.get(key);
        return entry != null && entry.value.equals(value);
    }

    /** Removes every entry. Numbers go on. */
    public void clear() {
        entries.clear();
        ticks.clear();
    }

    /** Returns the number of entries. */
    public int size() {
        return entries.size();
    }

    /** Returns whether an insert needs a victim. */
    public boolean isFull() {
        return entries.size() == maxEntries;
    }

    /** Returns the number of the latest write. */
    public long now() {
        return now;
    }

    /** Sets the number of the latest write, as if there had been so many more. */
    public void advanceTo(long number) {
        if (number < now) {
            throw new IllegalArgumentException("number " + number + " is before " + now);
        }
        now = number;
    }

    /** Returns whether the key is held and no other entry is certainly older. */
    public boolean isAdmissibleVictim(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null || ticks.firstKey() != tickOf(entry)) {
            return false;
        }
        return !entry.exact || ticks.firstEntry().getValue().exact.firstKey() == entry.number;
    }

    /**
     * Returns the keys of the entries that are certainly older, the oldest first.
     *
     * @throws IllegalArgumentException if the key is not held
     */
    public List<K> certainlyOlderThan(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            throw new IllegalArgumentException("key " + key + " is not held; ask before it is removed");
        }
        List<K> older = new ArrayList<>();
        for (Tick<K> tick : ticks.headMap(tickOf(entry)).values()) {
            older.addAll(tick.exact.values());
            older.addAll(tick.hit);
        }
        if (entry.exact) {
            older.addAll(tick(entry).exact.headMap(entry.number).values());
        }
        return older;
    }

    /** Returns a key with what is known of its recency, for messages. */
    public String describe(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return key + " (absent)";
        }
        return key + (entry.exact ? " (write " + entry.number + ", tick " : " (hit, tick ") + tickOf(entry) + ")";
    }

    /** The low half of a number is never 0, which in a slot means none. */
    private void advance() {
        now++;
        if ((int) now == 0) {
            now++;
        }
    }

    private void file(K key, Entry<V> entry) {
        Tick<K> tick = ticks.computeIfAbsent(tickOf(entry), unused -> new Tick<>());
        if (entry.exact) {
            tick.exact.put(entry.number, key);
        } else {
            tick.hit.add(key);
        }
    }

    private void unfile(K key, Entry<V> entry) {
        Tick<K> tick = tick(entry);
        if (entry.exact) {
            tick.exact.remove(entry.number);
        } else {
            tick.hit.remove(key);
        }
        if (tick.exact.isEmpty() && tick.hit.isEmpty()) {
            ticks.remove(tickOf(entry));
        }
    }

    private Tick<K> tick(Entry<V> entry) {
        Tick<K> tick = ticks.get(tickOf(entry));
        if (tick == null) {
            throw new IllegalStateException("tick " + tickOf(entry) + " of an entry is missing");
        }
        return tick;
    }

    private long tickOf(Entry<V> entry) {
        return entry.number >>> grainBits;
    }

    /** A value, and the number of the latest write when it was last used. */
    private static final class Entry<V> {
        private V value;
        private long number;
        private boolean exact;

        private Entry(V value) {
            this.value = value;
        }
    }

    /** The entries last used in a tick: by number those that were written, without order those that were hit. */
    private static final class Tick<K> {
        private final NavigableMap<Long, K> exact = new TreeMap<>();
        private final Set<K> hit = new LinkedHashSet<>();
    }
}
