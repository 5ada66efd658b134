package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.RingDescriptor.HEAD;
import static io.rendercache.internal.layout.RingDescriptor.LENGTH;
import static io.rendercache.internal.layout.RingDescriptor.TAIL;

import io.rendercache.internal.layout.LinkDescriptor;
import io.rendercache.internal.layout.OrderDescriptor;
import io.rendercache.internal.layout.RingDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;

/**
 * Orders each stripe's entries by the epoch in which they were last filed.
 *
 * <p>An epoch is one insert into the stripe. Each has a bucket in the stripe's ring, a doubly linked list of the
 * entries filed under it. A hit only stamps its slot; that the entry was used is detected when it becomes the oldest,
 * and then it is filed under its stamp. Each such move is charged to a hit, so eviction is O(1) amortised. When the
 * ring wraps around to a bucket that is still in use, its list is put, in order, before that of the next bucket.
 *
 * <p>The first entry's {@code prev} and the last one's {@code next} hold the complement of their bucket's position, so
 * that an entry can be taken out without knowing its bucket, and a whole list given to another bucket by changing two
 * links. Single-threaded: called under the stripe's lock.
 */
final class RecencyRing {
    private final long base;
    private final int length;
    private final long noteAddress;
    private final long noteRowBytes;
    private final LinkTable links;
    private final Region region;

    /** Creates a ring; {@code noteAddress} is the address of the file's order section, 0 in a cache without a file. */
    RecencyRing(long base, int length, long noteAddress, LinkTable links, Region region) {
        this.base = base;
        this.length = length;
        this.noteAddress = noteAddress;
        this.noteRowBytes = OrderDescriptor.rowBytes(length);
        this.links = links;
        this.region = region;
    }

    /** Opens the next epoch of a stripe under this cache-wide number, and files the slot that opened it. */
    void open(int stripe, long header, long number, int slot) {
        int position = Memory.getInt(header + StripeDescriptor.POSITION) + 1;
        if (position == length) {
            position = 0;
        }
        long epoch = Memory.getLong(header + StripeDescriptor.EPOCH) + 1;
        long bucket = bucket(stripe, position);
        if (Memory.getInt(bucket + HEAD) != 0) {
            spliceOntoNext(stripe, position);
        }
        Memory.putInt(bucket + RingDescriptor.NUMBER, (int) number);
        Memory.putInt(header + StripeDescriptor.POSITION, position);
        Memory.putLongOpaque(header + StripeDescriptor.EPOCH, epoch);
        long firstInRing = epoch - length + 1;
        if (Memory.getLong(header + StripeDescriptor.OLDEST) < firstInRing) {
            Memory.putLong(header + StripeDescriptor.OLDEST, firstInRing);
        }
        if (noteAddress != 0) {
            long row = noteRow(stripe);
            long note = (long) position * OrderDescriptor.STRIDE;
            Memory.putInt(row + OrderDescriptor.NUMBERS + note, (int) number);
            Memory.putInt(row + OrderDescriptor.SLOTS + note, slot);
            Memory.putLong(row + OrderDescriptor.NEWEST, number);
            Memory.putLong(row + OrderDescriptor.EPOCH, epoch);
        }
        append(stripe, header, epoch, slot);
    }

    /**
     * Restores a stripe's epochs and their numbers from the file, in an empty ring; starts from scratch if the file's
     * are not plausible. Visits all of them, also those whose entry has been removed since.
     */
    void restoreEpochs(int stripe, long header, Opened opened) {
        long row = noteRow(stripe);
        long epoch = Memory.getLong(row + OrderDescriptor.EPOCH);
        long newest = Memory.getLong(row + OrderDescriptor.NEWEST);
        if (!OrderDescriptor.isPlausible(epoch, newest)) {
            epoch = 0;
            newest = 0;
        }
        Memory.putLongOpaque(header + StripeDescriptor.EPOCH, epoch);
        Memory.putInt(header + StripeDescriptor.POSITION, (int) (epoch % length));
        Memory.putLong(header + StripeDescriptor.OLDEST, Math.max(0, epoch - length + 1));
        Memory.putLongOpaque(header + StripeDescriptor.NEWEST_NUMBER, newest);
        for (int position = 0; position < length; position++) {
            long note = row + (long) position * OrderDescriptor.STRIDE;
            int number = Memory.getInt(note + OrderDescriptor.NUMBERS);
            Memory.putInt(bucket(stripe, position) + RingDescriptor.NUMBER, number);
            opened.accept(Memory.getInt(note + OrderDescriptor.SLOTS), number);
        }
    }

    /** Visits the slot of an epoch's insert, and the stored half of its number. */
    @FunctionalInterface
    interface Opened {
        void accept(int slot, int number);
    }

    /** Returns the stored half of the number of the insert that opened an epoch in the ring. */
    int numberOf(int stripe, long header, long epoch) {
        return Memory.getInt(bucket(stripe, position(header, epoch)) + RingDescriptor.NUMBER);
    }

    /** Files a slot as the newest of an epoch, or of the oldest one in the ring if that epoch is no longer in it. */
    void append(int stripe, long header, long epoch, int slot) {
        int position = position(header, Math.max(epoch, Memory.getLong(header + StripeDescriptor.OLDEST)));
        long bucket = bucket(stripe, position);
        int tail = Memory.getInt(bucket + TAIL);
        if (tail == 0) {
            Memory.putInt(bucket + HEAD, slot);
            links.put(slot, LinkDescriptor.PREV, ~position);
        } else {
            links.put(tail, LinkDescriptor.NEXT, slot);
            links.put(slot, LinkDescriptor.PREV, tail);
        }
        Memory.putInt(bucket + TAIL, slot);
        links.put(slot, LinkDescriptor.NEXT, ~position);
        Memory.putInt(region.slotAddress(slot) + SlotDescriptor.NUMBER, Memory.getInt(bucket + RingDescriptor.NUMBER));
    }

    /** Removes a slot from its bucket. */
    void remove(int stripe, int slot) {
        int prev = links.get(slot, LinkDescriptor.PREV);
        int next = links.get(slot, LinkDescriptor.NEXT);
        if (prev > 0) {
            links.put(prev, LinkDescriptor.NEXT, next);
        } else {
            Memory.putInt(bucket(stripe, ~prev) + HEAD, Math.max(next, 0));
        }
        if (next > 0) {
            links.put(next, LinkDescriptor.PREV, prev);
        } else {
            Memory.putInt(bucket(stripe, ~next) + TAIL, Math.max(prev, 0));
        }
    }

    /**
     * Returns the first entry of the stripe's oldest bucket in use, or 0; empty buckets that it skips are not visited
     * again.
     */
    int oldest(int stripe, long header) {
        long epoch = Memory.getLong(header + StripeDescriptor.EPOCH);
        long oldest = Memory.getLong(header + StripeDescriptor.OLDEST);
        int head;
        while ((head = headOf(stripe, header, oldest)) == 0 && oldest < epoch) {
            oldest++;
        }
        Memory.putLong(header + StripeDescriptor.OLDEST, oldest);
        return head;
    }

    int headOf(int stripe, long header, long epoch) {
        return Memory.getInt(bucket(stripe, position(header, epoch)) + HEAD);
    }

    int tailOf(int stripe, long header, long epoch) {
        return Memory.getInt(bucket(stripe, position(header, epoch)) + TAIL);
    }

    int length() {
        return length;
    }

    /** Returns the ring position of an epoch that is in the ring, without a division. */
    int position(long header, long epoch) {
        long back = Memory.getLong(header + StripeDescriptor.EPOCH) - epoch;
        int position = Memory.getInt(header + StripeDescriptor.POSITION) - (int) back;
        return position < 0 ? position + length : position;
    }

    private void spliceOntoNext(int stripe, int position) {
        int nextPosition = position + 1 == length ? 0 : position + 1;
        long from = bucket(stripe, position);
        long to = bucket(stripe, nextPosition);
        int firstMoved = Memory.getInt(from + HEAD);
        int lastMoved = Memory.getInt(from + TAIL);
        int firstThere = Memory.getInt(to + HEAD);
        links.put(firstMoved, LinkDescriptor.PREV, ~nextPosition);
        if (firstThere == 0) {
            links.put(lastMoved, LinkDescriptor.NEXT, ~nextPosition);
            Memory.putInt(to + TAIL, lastMoved);
        } else {
            links.put(lastMoved, LinkDescriptor.NEXT, firstThere);
            links.put(firstThere, LinkDescriptor.PREV, lastMoved);
        }
        Memory.putInt(to + HEAD, firstMoved);
        Memory.putInt(from + HEAD, 0);
        Memory.putInt(from + TAIL, 0);
    }

    private long noteRow(int stripe) {
        return noteAddress + stripe * noteRowBytes;
    }

    private long bucket(int stripe, int position) {
        return base + ((long) stripe * length + position) * LENGTH;
    }
}
