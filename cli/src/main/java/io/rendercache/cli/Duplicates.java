package io.rendercache.cli;

import io.rendercache.internal.layout.SlotState;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Finds keys that occur in more than one slot. Hashes of keys are sorted, about a million at a time, so that the memory
 * is bounded; the file is read once for each million. The hash has a random seed, so that no file can be prepared for
 * it. Equal hashes are confirmed by comparing the keys.
 */
final class Duplicates {
    /** Receives two slots that hold the same key at one moment. */
    @FunctionalInterface
    interface Found {
        /** Returns the slot to compare others with. */
        int same(int first, int second) throws IOException;
    }

    private static final int MOST_AT_ONCE = 1 << 20;
    private static final int MOST_MARKS = 2 * MOST_AT_ONCE;
    private static final int MOST_OTHERS = 16;
    private static final long SLOT = Integer.MAX_VALUE;

    private final CacheReader reader;
    private final SlotScan scan;
    private final Found found;
    private final long hashSeed = new SecureRandom().nextLong();
    private long[] marks = new long[1 << 10];
    private int count;

    Duplicates(CacheReader reader, Found found) {
        this.reader = reader;
        this.scan = new SlotScan(reader);
        this.found = found;
    }

    /** Prepares a search among about this many entries. */
    void find(long entries) throws IOException {
        int parts = (int) (entries / MOST_AT_ONCE) + 1;
        for (int part = 0; part < parts; part++) {
            collect(part, parts);
            Arrays.sort(marks, 0, count);
            for (int from = 0, to; from < count; from = to) {
                to = from + 1;
                while (to < count && (marks[to] & ~SLOT) == (marks[from] & ~SLOT)) {
                    to++;
                }
                compare(from, to);
            }
        }
    }

    /** A mark is the upper bits of the hash and the slot; the lower bits select the part. */
    private void collect(int part, int parts) throws IOException {
        count = 0;
        new SlotScan(reader).run(slot -> {
            if (slot.state() == SlotState.ENTRY) {
                long hash = slot.keyHash(hashSeed);
                if ((hash & SLOT) % parts == part) {
                    if (count == marks.length) {
                        marks = Arrays.copyOf(marks, 2 * count);
                    }
                    marks[count++] = hash & ~SLOT | slot.slot();
                }
            }
            // So many fall into one part only if the same key occurs in very many slots; the first ones suffice.
            return count < MOST_MARKS;
        });
    }

    private void compare(int from, int to) throws IOException {
        if (to - from == 1) {
            return;
        }
        int[] others = new int[MOST_OTHERS];
        int otherCount = 0;
        for (int i = from; i < to; i++) {
            int slot = (int) (marks[i] & SLOT);
            boolean isNew = true;
            for (int k = 0; k < otherCount && isNew; k++) {
                if (holdSameKey(others[k], slot)) {
                    others[k] = found.same(others[k], slot);
                    isNew = false;
                }
            }
            if (isNew && otherCount < MOST_OTHERS) {
                others[otherCount++] = slot;
            }
        }
    }

    /**
     * Returns whether both hold the same key now: in a file that is being written to, an entry may have moved since.
     */
    private boolean holdSameKey(int first, int second) throws IOException {
        Slot slot = scan.read(first);
        if (slot.state() != SlotState.ENTRY) {
            return false;
        }
        byte[] key = slot.key();
        long version = slot.version();
        slot = scan.read(second);
        if (slot.state() != SlotState.ENTRY || !Arrays.equals(slot.key(), key)) {
            return false;
        }
        slot = scan.read(first);
        return slot.version() == version && slot.state() == SlotState.ENTRY;
    }
}
