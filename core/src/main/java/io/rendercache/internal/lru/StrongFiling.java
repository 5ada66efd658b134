package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.CHANGING;
import static io.rendercache.internal.layout.StripeDescriptor.ENTRIES;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.SEQUENCE;
import static io.rendercache.internal.layout.StripeDescriptor.STRONG;

import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.memory.Memory;

/**
 * Defends against keys that were made to have the same hash. All of them fall into one bucket of one stripe. When its
 * chain has become longer than a fair hash explains, the keys of that stripe are filed by a hash of their bytes and a
 * secret seed from then on, which distributes them over all stripes. It stays so, and lookups of such keys compute that
 * hash.
 *
 * <p>The entries that are there move once, with all stripes locked: the only time that a thread holds more than one. It
 * takes the locks in order, and no other thread waits for a stripe while it holds one. It is one change of all stripes,
 * so a reader that found nothing where the entry was, or is going to be, looks again; and what was left half done is
 * mended stripe by stripe, when an entry that is not in the stripe of its hash is dropped.
 */
final class StrongFiling {
    private final Stripes stripes;

    StrongFiling(Stripes stripes) {
        this.stripes = stripes;
    }

    /** Files the keys of a stripe by their strong hashes, if they are not yet. */
    void apply(Lane lane, int stripe) {
        stripes.lockAll(lane);
        try {
            if (!stripes.isStrong(stripe)) {
                applyLocked(stripe);
            }
        } finally {
            stripes.unlockAll(lane);
        }
    }

    private void applyLocked(int stripe) {
        long header = stripes.header(stripe);
        int[] entries = entries(header);
        long[] sequences = new long[stripes.count];
        for (int each = 0; each < sequences.length; each++) {
            sequences[each] = StripeCore.beginChange(stripes.header(each));
        }
        sequences[stripe] |= STRONG;
        Memory.putLongOpaque(header + SEQUENCE, sequences[stripe] | CHANGING);
        for (int slot : entries) {
            long filing = stripes.slots.strongHash(stripes.slots.address(slot), stripes.seed);
            long number = stripes.recency.numberOf(header, slot);
            int target = stripes.stripeOf(filing);
            stripes.core.detach(stripe, header, slot);
            stripes.core.restore(target, stripes.header(target), filing, slot, number);
        }
        for (int each = 0; each < sequences.length; each++) {
            // Before the mark goes: a word of the tree that is too high hides the stripe.
            stripes.tree.refresh(each, Memory.getLong(stripes.header(each) + OLDEST_NUMBER));
            StripeCore.endChange(stripes.header(each), sequences[each]);
        }
    }

    private int[] entries(long header) {
        int[] entries = new int[Memory.getInt(header + ENTRIES)];
        int count = 0;
        for (int slot = stripes.recency.head(header); slot != 0; slot = stripes.links.get(slot, LinkDescriptor.NEXT)) {
            entries[count++] = slot;
        }
        return entries;
    }
}
