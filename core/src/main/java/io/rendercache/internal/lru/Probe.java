package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.CHANGING;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;

import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.memory.Memory;

/**
 * Looks for keys of one form in the index, without locks; what it finds is a candidate, to be validated by the slot's
 * version. Why that is enough: see {@link ReadPath}.
 */
final class Probe<K> {
    /** The answer of {@link #locate} while writers keep getting in between. */
    static final int UNSURE = -1;

    /** How often a lookup tries before it takes the lock. */
    static final int OPTIMISTIC_ATTEMPTS = 16;

    private final HashIndex index;
    private final KeySlotCodec<K> form;
    private final long seed;

    Probe(HashIndex index, KeySlotCodec<K> form, long seed) {
        this.index = index;
        this.form = form;
        this.seed = seed;
    }

    /** Returns the slot most likely to hold the key, or 0, from one cache line of the index. */
    int firstCandidate(int stripe, long header, long hash) {
        long sequence = Memory.getLongAcquire(header + SEQUENCE);
        return StripeCore.isStrong(sequence) ? 0 : index.candidate(index.bucketOf(stripe, hash), HashIndex.tagOf(hash));
    }

    /** Returns the slot that held the key a moment ago, 0 if there surely was none, or {@link #UNSURE}. */
    int locate(int stripe, long header, K key, long hash) {
        for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
            long sequence = Memory.getLongAcquire(header + SEQUENCE);
            if ((sequence & CHANGING) == 0) {
                long filing = StripeCore.isStrong(sequence) ? form.strongHash(key, seed) : hash;
                int slot = index.find(index.bucketOf(stripe, filing), HashIndex.tagOf(filing), form, key);
                if (slot != 0) {
                    return slot;
                }
                Memory.acquireFence();
                if (Memory.getLong(header + SEQUENCE) == sequence) {
                    return 0;
                }
            }
            Thread.onSpinWait();
        }
        return UNSURE;
    }
}
