package io.rendercache.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The engine's recency rule, on the heap and without any of its machinery: what the engine is compared with in
 * lockstep.
 *
 * <p>Recency is counted in inserts. The keys are divided among stripes. A stripe's epoch advances with each insert of a
 * new key into it, and the new entry is filed at the tail of that epoch's bucket. A hit or an overwrite does not move
 * an entry: it stamps it with the epoch its stripe is in. Only when room is needed are stamps looked at:
 *
 * <ol>
 *   <li>Of the stripes that hold something, take the one whose oldest bucket with an entry was opened first, counted in
 *       inserts into the whole cache.
 *   <li>Take the first entry of that bucket. If its stamp is no newer than the bucket, it is the victim.
 *   <li>Otherwise move it to the tail of the bucket of its stamp, and begin again: the stripe's oldest bucket may now
 *       be younger than another's.
 * </ol>
 *
 * <p>The victim is taken before the epoch of the insert that needs the room is opened. There is no limit to the number
 * of buckets, so none is ever spliced onto another. Not safe for several threads.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class StampedLruModel<K, V> {
    private final int maxEntries;
    private final ToIntFunction<? super K> stripeOf;
    private final Stripe<K>[] stripes;
    private final Map<K, Entry<V>> entries = new HashMap<>();
    private long inserts;
    private @Nullable K lastEvicted;

    /**
     * Creates an empty model.
     *
     * @param stripeOf the stripe of a key, from 0 to {@code stripes} - 1
     */
    public StampedLruModel(int maxEntries, int stripes, ToIntFunction<? super K> stripeOf) {
        if (maxEntries <= 0 || stripes <= 0) {
            throw new IllegalArgumentException("maxEntries " + maxEntries + ", stripes " + stripes);
        }
        this.maxEntries = maxEntries;
        this.stripeOf = stripeOf;
        this.stripes = newStripes(stripes);
        for (int i = 0; i < stripes; i++) {
            this.stripes[i] = new Stripe<>();
        }
    }

    private StampedLruModel(StampedLruModel<K, V> original) {
        this(original.maxEntries, original.stripes.length, original.stripeOf);
        inserts = original.inserts;
        lastEvicted = original.lastEvicted;
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = original.stripes[i].copy();
        }
        original.entries.forEach((key, entry) -> entries.put(key, entry.copy()));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
    private static <K> Stripe<K>[] newStripes(int count) {
        return new Stripe[count];
    }

    /** Returns the value, and stamps the entry; {@code null} where there is none. */
    public @Nullable V get(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        entry.stamp = stripe(key).epoch;
        return entry.value;
    }

    /** Overwrites and stamps, or evicts if there is no room and then inserts; returns the key evicted, if one was. */
    public @Nullable K put(K key, V value) {
        Entry<V> present = entries.get(key);
        if (present != null) {
            present.value = value;
            present.stamp = stripe(key).epoch;
            return null;
        }
        K victim = entries.size() == maxEntries ? evict() : null;
        entries.put(key, new Entry<>(value, stripe(key).insert(key, ++inserts)));
        return victim;
    }

    /** Removes the entry; returns whether there was one. */
    public boolean remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry == null) {
            return false;
        }
        stripe(key).unlink(key, entry.filed);
        return true;
    }

    /** Returns whether the key is held; stamps nothing. */
    public boolean containsKey(K key) {
        return entries.containsKey(key);
    }

    /** Removes every entry. Epochs and insert numbers go on. */
    public void clear() {
        entries.forEach((key, entry) -> stripe(key).unlink(key, entry.filed));
        entries.clear();
    }

    /** Returns the number of entries. */
    public int size() {
        return entries.size();
    }

    /** Returns the key that was evicted last, {@code null} if none ever was. */
    public @Nullable K lastEvicted() {
        return lastEvicted;
    }

    /** Returns the keys held in the order in which inserts would evict them if nothing were touched in between. */
    public List<K> keysInEvictionOrder() {
        StampedLruModel<K, V> rehearsal = new StampedLruModel<>(this);
        List<K> order = new ArrayList<>();
        while (rehearsal.size() > 0) {
            order.add(rehearsal.evict());
        }
        return order;
    }

    private Stripe<K> stripe(K key) {
        return stripes[stripeOf.applyAsInt(key)];
    }

    private K evict() {
        while (true) {
            Stripe<K> stripe = stripeWithOldestBucket();
            long oldest = stripe.oldestBucket();
            K first = stripe.firstOf(oldest);
            Entry<V> entry = Objects.requireNonNull(entries.get(first));
            stripe.unlink(first, oldest);
            if (entry.stamp == oldest) {
                entries.remove(first);
                lastEvicted = first;
                return first;
            }
            stripe.file(first, entry.stamp);
            entry.filed = entry.stamp;
        }
    }

    private Stripe<K> stripeWithOldestBucket() {
        Stripe<K> chosen = null;
        long chosenOpenedAt = Long.MAX_VALUE;
        for (Stripe<K> stripe : stripes) {
            if (!stripe.buckets.isEmpty() && stripe.oldestOpenedAt() < chosenOpenedAt) {
                chosen = stripe;
                chosenOpenedAt = stripe.oldestOpenedAt();
            }
        }
        if (chosen == null) {
            throw new IllegalStateException("nothing to evict");
        }
        return chosen;
    }

    /** One entry: the epoch it was last stamped with, and the one whose bucket it is filed in. */
    private static final class Entry<V> {
        private V value;
        private long stamp;
        private long filed;

        private Entry(V value, long epoch) {
            this.value = value;
            this.stamp = epoch;
            this.filed = epoch;
        }

        private Entry<V> copy() {
            Entry<V> copy = new Entry<>(value, filed);
            copy.stamp = stamp;
            return copy;
        }
    }

    /** The epoch, the buckets that have an entry, and the insert number at which each epoch was opened. */
    private static final class Stripe<K> {
        private long epoch;
        private final NavigableMap<Long, Set<K>> buckets = new TreeMap<>();
        private final NavigableMap<Long, Long> openedAt = new TreeMap<>();

        private long insert(K key, long insertNumber) {
            epoch++;
            openedAt.put(epoch, insertNumber);
            file(key, epoch);
            return epoch;
        }

        private void file(K key, long bucket) {
            buckets.computeIfAbsent(bucket, unused -> new LinkedHashSet<>()).add(key);
        }

        private void unlink(K key, long bucket) {
            Set<K> keys = buckets.get(bucket);
            if (keys == null || !keys.remove(key)) {
                throw new IllegalStateException(key + " is not filed in bucket " + bucket);
            }
            if (keys.isEmpty()) {
                buckets.remove(bucket);
            }
        }

        private long oldestBucket() {
            return buckets.firstKey();
        }

        private K firstOf(long bucket) {
            Iterator<K> keys = Objects.requireNonNull(buckets.get(bucket)).iterator();
            return keys.next();
        }

        private long oldestOpenedAt() {
            long oldest = oldestBucket();
            openedAt.headMap(oldest).clear(); // no entry here can be stamped with an epoch before its oldest bucket's
            return Objects.requireNonNull(openedAt.get(oldest));
        }

        private Stripe<K> copy() {
            Stripe<K> copy = new Stripe<>();
            copy.epoch = epoch;
            copy.openedAt.putAll(openedAt);
            buckets.forEach((bucket, keys) -> copy.buckets.put(bucket, new LinkedHashSet<>(keys)));
            return copy;
        }
    }
}
