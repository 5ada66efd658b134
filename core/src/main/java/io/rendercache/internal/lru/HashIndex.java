package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.BucketDescriptor.CHAIN;
import static io.rendercache.internal.layout.BucketDescriptor.CHAINED;
import static io.rendercache.internal.layout.BucketDescriptor.LENGTH;
import static io.rendercache.internal.layout.BucketDescriptor.PLACES;
import static io.rendercache.internal.layout.BucketDescriptor.SLOTS;
import static io.rendercache.internal.layout.BucketDescriptor.TAGS;
import static io.rendercache.internal.layout.StripeDescriptor.CHANGING;
import static io.rendercache.internal.layout.StripeDescriptor.REORDERING;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;
import static io.rendercache.internal.layout.StripeDescriptor.STRONG;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Finds slots by hash: each stripe has a run of buckets, a bucket is one cache line, and what a bucket cannot hold goes
 * on in a chain.
 *
 * <p>All eight tags of a bucket are compared at once, so that a lookup neither loops nor mispredicts a branch to find
 * its place; in about one of a hundred lookups a wrong candidate is rejected by its key. The index never fills: however
 * unevenly keys hash, the chains grow, and keys of a crowded stripe can be filed by a better hash: {@link
 * StrongFiling}.
 *
 * <p>Written under the stripe's lock. Read without it: a reader sees each word whole, treats what it finds as a
 * candidate only, and takes a bounded number of steps; a miss counts only if the stripe's sequence did not change.
 */
final class HashIndex {
    private static final long LOWS = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** The answer of {@link #locate} if writers kept interfering. */
    static final int UNSURE = -1;

    private static final int BECAME_STRONG = -2;

    /** How often a lookup is tried before it takes the lock. */
    static final int OPTIMISTIC_ATTEMPTS = 16;

    /** Up to which length a chain is counted when it grows. */
    static final int COUNTED = 24;

    private static final int PLACE_BITS = 4;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

    private final long base;
    private final long headers;
    private final int stripeMask;
    private final int perStripe;
    private final int maxEntries;
    private final LinkTable links;
    private final Slots slots;

    HashIndex(long base, long headers, Geometry geometry, LinkTable links, Slots slots) {
        this.base = base;
        this.headers = headers;
        this.stripeMask = geometry.stripes() - 1;
        this.perStripe = geometry.bucketsPerStripe();
        this.maxEntries = geometry.maxEntries();
        this.links = links;
        this.slots = slots;
    }

    /** Returns the number of a hash's bucket in a stripe: its upper half, scaled. */
    int bucketOf(int stripe, long hash) {
        return stripe * perStripe + (int) ((hash >>> 32) * perStripe >>> 32);
    }

    /** Returns the bits of a hash that distinguish a bucket's places, 1 to 255. */
    static int tagOf(long hash) {
        int tag = (int) (hash >>> 16) & 0xFF;
        return tag == 0 ? 1 : tag;
    }

    int perStripe() {
        return perStripe;
    }

    /**
     * Returns the slot most likely to hold the key, or 0, from one cache line of the index. A candidate only, to be
     * validated by the slot's version: see {@link ReadPath}.
     */
    int firstCandidate(int stripe, long header, long hash) {
        long sequence = Memory.getLongAcquire(header + SEQUENCE);
        return StripeCore.isStrong(sequence) ? 0 : candidate(bucketOf(stripe, hash), tagOf(hash));
    }

    /** Returns whether the key of a hash may be in its bucket's chain, as far as can be told without the lock. */
    boolean mayBeChained(int stripe, long hash) {
        return mayBeChained(address(bucketOf(stripe, hash)), tagOf(hash));
    }

    /** Returns the slot that holds the key, or 0; {@code filing} selects its bucket, in a stripe that is locked. */
    <K> int findLocked(int stripe, long filing, KeySlotCodec<K> codec, K key) {
        return find(bucketOf(stripe, filing), tagOf(filing), codec, key);
    }

    /** Returns the slot that held the key a moment ago, 0 if there surely was none, or {@link #UNSURE}. */
    <K> int locate(KeySlotCodec<K> codec, K key, long hash, long seed) {
        long home = header((int) hash & stripeMask);
        if (!StripeCore.isStrong(Memory.getLongAcquire(home + SEQUENCE))) {
            int slot = locateFiled(codec, key, hash, STRONG);
            if (slot != BECAME_STRONG) {
                return slot;
            }
        }
        return locateFiled(codec, key, codec.strongHash(key, seed), 0);
    }

    /** Looks in the stripe of a hash, unless that has one of the flags {@code not} by now. */
    private <K> int locateFiled(KeySlotCodec<K> codec, K key, long filing, long not) {
        int stripe = (int) filing & stripeMask;
        long header = header(stripe);
        for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
            long sequence = Memory.getLongAcquire(header + SEQUENCE);
            if ((sequence & not) != 0) {
                return BECAME_STRONG;
            }
            if ((sequence & CHANGING) == 0) {
                int slot = find(bucketOf(stripe, filing), tagOf(filing), codec, key);
                if (slot != 0) {
                    return slot;
                }
                Memory.acquireFence();
                if (isUnchanged(header, sequence)) {
                    return 0;
                }
            }
            Thread.onSpinWait();
        }
        return UNSURE;
    }

    /** Returns whether a stripe's index is the same as when its sequence was this, and not being changed. */
    static boolean isUnchanged(long header, long sequence) {
        return ((Memory.getLong(header + SEQUENCE) ^ sequence) & ~REORDERING | sequence & CHANGING) == 0;
    }

    private long header(int stripe) {
        return headers + (long) stripe * StripeDescriptor.LENGTH;
    }

    /** Returns the first candidate among the bucket's places, or 0. */
    private int candidate(int bucket, int tag) {
        long address = address(bucket);
        long matching = placesOf(Memory.getLong(address + TAGS), tag);
        return matching == 0 ? 0 : slotAt(address, matching);
    }

    /** Returns the slot that holds the key, or 0, after looking at all candidates. */
    private <K> int find(int bucket, int tag, KeySlotCodec<K> codec, K key) {
        long address = address(bucket);
        for (long matching = placesOf(Memory.getLong(address + TAGS), tag); matching != 0; matching &= matching - 1) {
            int slot = slotAt(address, matching);
            if (slot != 0 && slots.holds(codec, key, slot)) {
                return slot;
            }
        }
        return mayBeChained(address, tag) ? findChained(address, codec, key) : 0;
    }

    private static boolean mayBeChained(long address, int tag) {
        // The shift is modulo 64.
        return (Memory.getLongAcquire(address + CHAINED) >>> tag & 1) != 0;
    }

    private <K> int findChained(long address, KeySlotCodec<K> codec, K key) {
        int slot = Memory.getIntAcquire(address + CHAIN);
        for (int steps = 0; slot != 0 && steps < maxEntries; steps++) {
            if (slots.holds(codec, key, slot)) {
                return slot;
            }
            slot = links.getAcquire(slot, LinkDescriptor.CHAIN);
        }
        return 0;
    }

    /**
     * Adds a slot; returns the length of the bucket's chain, at most {@link #COUNTED}, if the slot had to be added
     * there, otherwise 0.
     */
    int add(int bucket, int tag, int slot) {
        long address = address(bucket);
        long tags = Memory.getLong(address + TAGS);
        long empty = placesOf(tags, 0);
        if (empty != 0) {
            int place = Long.numberOfTrailingZeros(empty) >>> 3;
            links.put(slot, LinkDescriptor.BUCKET, bucket << PLACE_BITS | place);
            Memory.putIntRelease(address + SLOTS + place * Integer.BYTES, slot);
            Memory.putLongRelease(address + TAGS, tags | (long) tag << (place << 3));
            return 0;
        }
        return addChained(bucket, tag, address, slot);
    }

    private int addChained(int bucket, int tag, long address, int slot) {
        Memory.putLongRelease(address + CHAINED, Memory.getLong(address + CHAINED) | 1L << tag);
        links.put(slot, LinkDescriptor.BUCKET, bucket << PLACE_BITS | PLACES);
        int head = Memory.getInt(address + CHAIN);
        links.putRelease(slot, LinkDescriptor.CHAIN, head);
        Memory.putIntRelease(address + CHAIN, slot);
        int length = 1;
        for (int next = head; next != 0 && length < COUNTED; next = links.get(next, LinkDescriptor.CHAIN)) {
            length++;
        }
        return length;
    }

    /** Removes a slot. */
    void remove(int slot) {
        int filed = links.get(slot, LinkDescriptor.BUCKET);
        long address = address(filed >>> PLACE_BITS);
        int place = filed & PLACE_MASK;
        if (place < PLACES) {
            long tags = Memory.getLong(address + TAGS);
            Memory.putLongRelease(address + TAGS, tags & ~(0xFFL << (place << 3)));
            Memory.putIntRelease(address + SLOTS + place * Integer.BYTES, 0);
        } else {
            removeChained(address, slot);
        }
    }

    private void removeChained(long address, int slot) {
        int after = links.get(slot, LinkDescriptor.CHAIN);
        int before = Memory.getInt(address + CHAIN);
        if (before == slot) {
            Memory.putIntRelease(address + CHAIN, after);
            if (after == 0) {
                Memory.putLongRelease(address + CHAINED, 0);
            }
            return;
        }
        while (links.get(before, LinkDescriptor.CHAIN) != slot) {
            before = links.get(before, LinkDescriptor.CHAIN);
        }
        links.putRelease(before, LinkDescriptor.CHAIN, after);
    }

    /** Returns the number of the stripe that a slot was last filed in. */
    int stripeOf(int slot) {
        return bucketOf(slot) / perStripe;
    }

    /** Returns the number of the bucket that a slot is in. */
    int bucketOf(int slot) {
        return links.get(slot, LinkDescriptor.BUCKET) >>> PLACE_BITS;
    }

    /** Empties all buckets of a stripe. */
    void clear(int stripe) {
        Memory.zero(address(stripe * perStripe), (long) perStripe * LENGTH);
    }

    /** Visits each slot of a bucket; under the stripe's lock. */
    void forEach(int bucket, IntConsumer visitor) {
        long address = address(bucket);
        for (int place = 0; place < PLACES; place++) {
            int slot = Memory.getInt(address + SLOTS + place * Integer.BYTES);
            if (slot != 0) {
                visitor.accept(slot);
            }
        }
        for (int slot = Memory.getInt(address + CHAIN); slot != 0; slot = links.get(slot, LinkDescriptor.CHAIN)) {
            visitor.accept(slot);
        }
    }

    /**
     * Visits each slot of a bucket, without the lock: what is found is a candidate only.
     *
     * @return whether the visitor has always returned true
     */
    boolean forEachUnlocked(int bucket, IntPredicate visitor) {
        long address = address(bucket);
        boolean all = true;
        for (int place = 0; place < PLACES; place++) {
            int slot = Memory.getIntAcquire(address + SLOTS + place * Integer.BYTES);
            all &= slot == 0 || visitor.test(slot);
        }
        int slot = Memory.getIntAcquire(address + CHAIN);
        for (int steps = 0; all && slot != 0; steps++) {
            all = steps < maxEntries && visitor.test(slot);
            slot = links.getAcquire(slot, LinkDescriptor.CHAIN);
        }
        return all;
    }

    private long address(int bucket) {
        return base + (long) bucket * LENGTH;
    }

    /**
     * Returns a word with the top bit set in each byte where {@code tags} has {@code tag}. The lowest set bit is right;
     * a higher one may be set beside a match without being one, so what it leads to is verified.
     */
    private static long placesOf(long tags, int tag) {
        long different = tags ^ tag * LOWS;
        return different - LOWS & ~different & HIGHS;
    }

    private static int slotAt(long address, long matching) {
        return Memory.getIntAcquire(address + SLOTS + (Long.numberOfTrailingZeros(matching) >>> 3) * Integer.BYTES);
    }
}
