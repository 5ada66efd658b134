package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.LinkDescriptor.NEXT;
import static io.rendercache.internal.layout.LinkDescriptor.PREV;
import static io.rendercache.internal.layout.StripeDescriptor.HEAD;
import static io.rendercache.internal.layout.StripeDescriptor.NEWEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.OLDEST_NUMBER;
import static io.rendercache.internal.layout.StripeDescriptor.OLD_TAIL;
import static io.rendercache.internal.layout.StripeDescriptor.TAIL;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.memory.LinkTable;
import io.rendercache.internal.memory.Memory;
import java.util.BitSet;

/**
 * Keeps each stripe's entries in the order of their last use: a list, filed by number.
 *
 * <p>A hit or an overwrite only leaves a stamp in its slot. That the entry was used is noticed when the entry is about
 * to be evicted, and then it is filed anew, under its stamp. Each such move is charged to a hit, so eviction takes
 * constant amortised time. To find the place of a stamp in the middle of the list there is a ring of the latest ticks,
 * with the last entry that was filed in each; the few entries of one tick are searched one by one.
 *
 * <p><b>Entries older than the ring</b> form the beginning of the list, up to {@code oldTail}. When a tick leaves the
 * ring, its entries are examined, and those with a stamp are filed anew, as long as the tick of the stamp is in the
 * ring. The stamp of an entry that is older than the ring is not looked at again until the entry is the first; a hit
 * that finds such an entry therefore files it anew at once, if it can get the lock ({@link ReadPath}), unless stripes
 * are small. If it cannot, or if a stripe that is seldom written has let the tick of a stamp pass, the place of the
 * stamp is searched from {@code oldTail} backwards.
 *
 * <p><b>What is bounded.</b> A call examines at most so many entries, and passes so many in a search; beyond, an entry
 * comes to lie nearer to the end than its stamp says, and an entry that leaves the ring keeps its place.
 *
 * <p>Single-threaded: called under the stripe's lock; hits write stamps meanwhile. Links change only within a change of
 * the stripe's sequence, so that a stripe whose change was not finished is rebuilt: see {@link StripeCore}.
 */
final class RecencyList {
    /** In a cache of fewer entries, hits between two writes are ordered, too. */
    private static final int FEW_ENTRIES = 200;

    /** How many of them, so that a cache that is only read is not written to for long. */
    private static final int ORDERED_HITS = 16;

    /** How many entries are examined when ticks leave the ring. */
    private static final int EXAMINED_AT_ONCE = 64;

    /** No entry of a stripe that is written to is older, so that half a number tells its age. */
    private static final long OLDEST_AGE = 1L << 31;

    /** How many entries a search for a place passes. */
    private static final int PASSED_AT_MOST = 256;

    private final long ringBase;
    private final boolean hasRing;
    private final int ringTicks;
    private final int ringMask;
    private final int tickBits;
    private final int tickMask;
    private final int renewedAfter;
    private final boolean ordersHits;
    private final LinkTable links;
    private final LinkTable numbers;
    private final Slots slots;
    private final RecencyClock clock;

    /** The write after which hits were last ordered, and how many were; a hint, also read without the lock. */
    private int renewedAt;

    private int renewals;

    RecencyList(long ringBase, Geometry geometry, LinkTable links, LinkTable numbers, Slots slots, RecencyClock clock) {
        this.ringBase = ringBase;
        this.ringTicks = geometry.ringTicks();
        this.hasRing = ringTicks != 0;
        this.ringMask = ringTicks - 1;
        this.tickBits = geometry.tickBits();
        this.tickMask = (1 << tickBits) - 1;
        this.renewedAfter = ceilingDivide(geometry.maxEntries(), geometry.stripes()) > PASSED_AT_MOST
                ? ringMask << tickBits
                : Integer.MAX_VALUE;
        this.ordersHits = geometry.maxEntries() < FEW_ENTRIES;
        this.links = links;
        this.numbers = numbers;
        this.slots = slots;
        this.clock = clock;
    }

    /** Adds a slot as the last of its stripe; no entry of the stripe has a higher number. */
    void append(int stripe, long header, long number, int slot) {
        advance(stripe, header, number);
        int tail = Memory.getInt(header + TAIL);
        if (tail == 0) {
            Memory.putInt(header + HEAD, slot);
            Memory.putLongOpaque(header + OLDEST_NUMBER, number);
        } else {
            links.put(tail, NEXT, slot);
        }
        links.put(slot, PREV, tail);
        links.put(slot, NEXT, 0);
        Memory.putInt(header + TAIL, slot);
        number(slot, (int) number);
        if (hasRing) {
            Memory.putInt(ring(stripe, (int) number), slot);
        }
    }

    /** Adds a slot where its number belongs, which may be a low one. */
    void insert(int stripe, long header, long number, int slot) {
        if (number > Memory.getLong(header + NEWEST_NUMBER)) {
            append(stripe, header, number, slot);
            return;
        }
        if (Memory.getInt(header + HEAD) == 0 || number < Memory.getLong(header + OLDEST_NUMBER)) {
            Memory.putLongOpaque(header + OLDEST_NUMBER, number);
        }
        file(stripe, header, number, slot);
    }

    /** Empties the list of a stripe, whatever it contains. */
    void clear(int stripe, long header) {
        Memory.zero(ringBase + (long) stripe * ringTicks * Integer.BYTES, (long) ringTicks * Integer.BYTES);
        Memory.putInt(header + HEAD, 0);
        Memory.putInt(header + TAIL, 0);
        Memory.putInt(header + OLD_TAIL, 0);
        Memory.putLongOpaque(header + OLDEST_NUMBER, OldestTree.NO_ENTRY);
    }

    /** Removes a slot. The number of the oldest entry is not changed: {@link #oldestNumber} does. */
    void remove(int stripe, long header, int slot) {
        int prev = previous(header, slot);
        int next = links.get(slot, NEXT);
        if (prev == 0) {
            Memory.putInt(header + HEAD, next);
        } else {
            links.put(prev, NEXT, next);
        }
        if (next == 0) {
            Memory.putInt(header + TAIL, prev);
        } else if (prev != 0) {
            links.put(next, PREV, prev);
        }
        if (!hasRing) {
            return;
        }
        int oldTail = Memory.getInt(header + OLD_TAIL);
        if (oldTail == slot) {
            Memory.putInt(header + OLD_TAIL, prev);
            return;
        }
        int number = number(slot);
        long last = ring(stripe, number);
        if (Memory.getInt(last) == slot) {
            boolean isPrevOfTick = prev != 0 && prev != oldTail && isSameTick(number(prev), number);
            Memory.putInt(last, isPrevOfTick ? prev : 0);
        }
    }

    /** Returns the first entry, or 0. */
    int head(long header) {
        return Memory.getInt(header + HEAD);
    }

    /** Returns the number of the entry after the first one, {@link OldestTree#NO_ENTRY} if there is none. */
    long numberOfSecond(long header, int first) {
        int second = links.get(first, NEXT);
        return second == 0 ? OldestTree.NO_ENTRY : numberOf(header, second);
    }

    /** Removes the first entry; the one after it has this number. */
    void removeFirst(int stripe, long header, int slot, long numberOfSecond) {
        removeHead(stripe, header, slot, number(slot));
        Memory.putLongOpaque(header + OLDEST_NUMBER, numberOfSecond);
    }

    /** Determines, stores and returns the number of the first entry, {@link OldestTree#NO_ENTRY} if there is none. */
    long oldestNumber(long header) {
        int slot = Memory.getInt(header + HEAD);
        long number = slot == 0 ? OldestTree.NO_ENTRY : numberOf(header, slot);
        Memory.putLongOpaque(header + OLDEST_NUMBER, number);
        return number;
    }

    /**
     * Files an entry that is in the list under the number of the latest write, or of the one that is overwriting it.
     */
    void renew(int stripe, long header, int slot, long number) {
        int stamp = Slots.stamp(slots.address(slot));
        long filed = Math.max(number, Memory.getLong(header + NEWEST_NUMBER));
        renewals = renewedAt == (int) number ? renewals + 1 : 0;
        renewedAt = (int) number;
        advance(stripe, header, filed);
        boolean wasHead = Memory.getInt(header + HEAD) == slot;
        remove(stripe, header, slot);
        file(stripe, header, filed, slot);
        if (wasHead) {
            oldestNumber(header);
        }
        Slots.replaceStamp(slots.address(slot), stamp, (int) filed);
    }

    /** Returns whether an entry was not used since it was filed, as far as its stamp says. */
    boolean isSettled(int slot) {
        int stamp = Slots.stamp(slots.address(slot));
        return stamp == 0 || stamp == number(slot);
    }

    /**
     * Returns whether a use now must file an entry anew that was last used {@code since}, because it may be older than
     * the ring, so that its stamp might not be looked at in time. Never in a stripe in which the place of any stamp can
     * be searched.
     */
    boolean mustRenew(int now, int since) {
        int age = now - since;
        return age >= renewedAfter | age < -renewedAfter;
    }

    /**
     * Returns whether the cache is so small that the order of the hits between two writes matters, which stamps do not
     * tell. Then the first of them file their entries anew.
     */
    boolean ordersHits() {
        return ordersHits;
    }

    /** Returns whether a stamp says enough about every use, so that none must file its entry anew. */
    boolean isStampEnough() {
        return !ordersHits && renewedAfter == Integer.MAX_VALUE;
    }

    /** Returns whether overwrites file their entries anew: where stripes are so small that this costs little. */
    boolean ordersOverwrites() {
        return !hasRing;
    }

    /** Returns, without the lock, whether a hit is to file its entry anew for the sake of that order. */
    boolean isToBeOrdered(long header, int slot) {
        return Memory.getIntOpaque(header + TAIL) != slot
                && (renewals < ORDERED_HITS || renewedAt != (int) clock.number());
    }

    /**
     * Returns the first entry that was not used since it was filed, if its number is at most {@code highest}; those
     * before it are filed under their stamps.
     *
     * @param atMost how many entries may be filed anew; beyond, the least recently used of these is returned
     * @return the slot or 0, and, in the upper half, how many entries were filed anew
     */
    long settle(int stripe, long header, long highest, int atMost) {
        advance(stripe, header, clock.number());
        long newest = Memory.getLong(header + NEWEST_NUMBER);
        long oldest = Memory.getLong(header + OLDEST_NUMBER);
        int moved = 0;
        int least = 0;
        long leastUsed = 0;
        int victim = 0;
        int slot;
        while ((slot = Memory.getInt(header + HEAD)) != 0) {
            long address = slots.address(slot);
            int half = number(slot);
            long number = oldest + (half - (int) oldest & 0xFFFF_FFFFL);
            oldest = number;
            if (number > highest) {
                break;
            }
            int stamp = Slots.stamp(address);
            // A stamp may be the last number of the present tick.
            long used = stamp == 0 ? 0 : Math.min(newest + (stamp - (int) newest), newest);
            if (used <= number) {
                victim = slot;
                break;
            }
            if (moved == atMost) {
                victim = least == 0 ? slot : least;
                break;
            }
            moved++;
            removeHead(stripe, header, slot, half);
            file(stripe, header, used, slot);
            Slots.replaceStamp(address, stamp, number(slot));
            if (least == 0 || used < leastUsed) {
                least = slot;
                leastUsed = used;
            }
        }
        Memory.putLongOpaque(header + OLDEST_NUMBER, slot == 0 ? OldestTree.NO_ENTRY : oldest);
        return (long) moved << 32 | victim;
    }

    /** Like {@link #remove}, for the first entry. */
    private void removeHead(int stripe, long header, int slot, int number) {
        int next = links.get(slot, NEXT);
        Memory.putInt(header + HEAD, next);
        if (next == 0) {
            Memory.putInt(header + TAIL, 0);
        }
        if (!hasRing) {
            return;
        }
        if (Memory.getInt(header + OLD_TAIL) == slot) {
            Memory.putInt(header + OLD_TAIL, 0);
            return;
        }
        long last = ring(stripe, number);
        if (Memory.getInt(last) == slot) {
            Memory.putInt(last, 0);
        }
    }

    /**
     * Returns the whole number of an entry of the list: the lowest with that half that is not below the first entry's.
     */
    long numberOf(long header, int slot) {
        long oldest = Memory.getLong(header + OLDEST_NUMBER);
        return oldest + (number(slot) - (int) oldest & 0xFFFF_FFFFL);
    }

    /** Makes the tick of a number the latest of the ring; entries of ticks that leave it are examined. */
    private void advance(int stripe, long header, long number) {
        long newest = Memory.getLong(header + NEWEST_NUMBER);
        if (number <= newest) {
            return;
        }
        int lastLeaving = hasRing ? open(stripe, newest >>> tickBits, number >>> tickBits) : 0;
        Memory.putLong(header + NEWEST_NUMBER, number);
        long oldest = Memory.getLong(header + OLDEST_NUMBER);
        if (number - oldest > OLDEST_AGE && oldest != OldestTree.NO_ENTRY) {
            raiseOldest(header, number - OLDEST_AGE / 2);
        }
        if (lastLeaving != 0) {
            leave(stripe, header, lastLeaving);
        }
    }

    /**
     * Clears the places of the ticks after {@code tick} up to {@code last}; returns the last entry that was there, or
     * 0.
     */
    private int open(int stripe, long tick, long last) {
        int lastLeaving = 0;
        for (long opened = tick + 1; opened <= Math.min(last, tick + ringTicks); opened++) {
            long place = ringBase + ((long) stripe * ringTicks + (opened & ringMask)) * Integer.BYTES;
            int tail = Memory.getInt(place);
            if (tail != 0) {
                lastLeaving = tail;
                Memory.putInt(place, 0);
            }
        }
        return lastLeaving;
    }

    /**
     * Raises the numbers of entries that have been idle for so long that half a number would soon not tell their age.
     * They keep their order within the stripe. Happens once in 2^30 writes at most.
     */
    private void raiseOldest(long header, long lowest) {
        int slot = Memory.getInt(header + HEAD);
        while (slot != 0 && numberOf(header, slot) < lowest) {
            number(slot, (int) lowest);
            slot = links.get(slot, NEXT);
        }
        Memory.putLongOpaque(header + OLDEST_NUMBER, Math.max(lowest, Memory.getLong(header + OLDEST_NUMBER)));
        oldestNumber(header);
    }

    /** Lets the entries up to {@code last} leave the ring, and files those of them anew that were used since. */
    private void leave(int stripe, long header, int last) {
        int oldTail = Memory.getInt(header + OLD_TAIL);
        int slot = oldTail == 0 ? Memory.getInt(header + HEAD) : links.get(oldTail, NEXT);
        Memory.putInt(header + OLD_TAIL, last);
        long newest = Memory.getLong(header + NEWEST_NUMBER);
        boolean isLast = false;
        for (int examined = 0; !isLast && examined < EXAMINED_AT_ONCE; examined++) {
            isLast = slot == last;
            int next = links.get(slot, NEXT);
            long address = slots.address(slot);
            int stamp = Slots.stamp(address);
            if (!isSettled(slot) && clock.numberOf(stamp) > numberOf(header, slot)) {
                long used = clock.numberOf(stamp);
                remove(stripe, header, slot);
                file(stripe, header, Math.min(used, newest), slot);
                if (used <= newest) {
                    Slots.replaceStamp(address, stamp, number(slot));
                }
            }
            slot = next;
        }
        oldestNumber(header);
    }

    /** Files a slot that is in no list under a number that is not higher than the stripe's newest. */
    private void file(int stripe, long header, long number, int slot) {
        long oldestTick = (Memory.getLong(header + NEWEST_NUMBER) >>> tickBits) - ringMask;
        long tick = number >>> tickBits;
        long filed = number;
        int after;
        if (hasRing && tick >= oldestTick) {
            long place = ring(stripe, (int) number);
            int tail = Memory.getInt(place);
            after = tail;
            if (tail == 0) {
                after = lastBefore(stripe, header, tick, oldestTick);
                Memory.putInt(place, slot);
            } else {
                int oldTail = Memory.getInt(header + OLD_TAIL);
                int passed = 0;
                // Behind the last number of a tick, which is that of a hit, nothing can be: most searches are spared.
                boolean isLastOfTick = (number & tickMask) == tickMask;
                while (!isLastOfTick && after != 0 && after != oldTail && isLaterOfTick(number(after), (int) number)) {
                    if (passed++ == PASSED_AT_MOST) {
                        filed = number + (number(after) - (int) number);
                        break;
                    }
                    after = previous(header, after);
                }
                if (after == tail) {
                    Memory.putInt(place, slot);
                }
            }
        } else {
            int last = Memory.getInt(header + (hasRing ? OLD_TAIL : TAIL));
            after = last;
            int passed = 0;
            while (after != 0 && numberOf(header, after) > number) {
                if (passed++ == PASSED_AT_MOST) {
                    filed = numberOf(header, after);
                    break;
                }
                after = previous(header, after);
            }
            if (hasRing && after == last) {
                Memory.putInt(header + OLD_TAIL, slot);
            }
        }
        insertAfter(header, after, slot);
        number(slot, (int) filed);
    }

    private void insertAfter(long header, int after, int slot) {
        int before;
        if (after == 0) {
            before = Memory.getInt(header + HEAD);
            Memory.putInt(header + HEAD, slot);
        } else {
            before = links.get(after, NEXT);
            links.put(after, NEXT, slot);
        }
        links.put(slot, PREV, after);
        links.put(slot, NEXT, before);
        if (before == 0) {
            Memory.putInt(header + TAIL, slot);
        } else {
            links.put(before, PREV, slot);
        }
    }

    /**
     * Returns the last entry of the latest tick before this one that has any, or the last entry older than the ring.
     */
    private int lastBefore(int stripe, long header, long tick, long oldestTick) {
        for (long earlier = tick - 1; earlier >= oldestTick; earlier--) {
            int tail = Memory.getInt(ringBase + ((long) stripe * ringTicks + (earlier & ringMask)) * Integer.BYTES);
            if (tail != 0) {
                return tail;
            }
        }
        return Memory.getInt(header + OLD_TAIL);
    }

    /** Returns the address of the ring's place for the tick of a number. */
    private long ring(int stripe, int number) {
        return ringBase + ((long) stripe * ringTicks + (number >>> tickBits & ringMask)) * Integer.BYTES;
    }

    /** Returns the half of the number under which a slot is filed. */
    private int number(int slot) {
        return numbers.get(slot, 0);
    }

    private void number(int slot, int half) {
        numbers.put(slot, 0, half);
        slots.number(slot, half);
    }

    /** Returns the entry before this one, or 0 if it is the first. */
    private int previous(long header, int slot) {
        return Memory.getInt(header + HEAD) == slot ? 0 : links.get(slot, PREV);
    }

    private static int ceilingDivide(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private boolean isSameTick(int number, int other) {
        return number >>> tickBits == other >>> tickBits;
    }

    private boolean isLaterOfTick(int number, int other) {
        return isSameTick(number, other) && number - other > 0;
    }

    /** Checks a stripe's list and ring, and returns its slots; for a cache at rest. */
    BitSet validate(int stripe, long header) {
        long oldest = Memory.getLong(header + OLDEST_NUMBER);
        long newest = Memory.getLong(header + NEWEST_NUMBER);
        long oldestTick = (newest >>> tickBits) - ringMask;
        int oldTail = Memory.getInt(header + OLD_TAIL);
        BitSet found = new BitSet();
        int[] last = new int[ringTicks];
        int prev = 0;
        long lastNumber = 0;
        boolean isOld = oldTail != 0;
        for (int slot = Memory.getInt(header + HEAD); slot != 0; slot = links.get(slot, NEXT)) {
            String where = "stripe " + stripe + ", slot " + slot;
            Invariant.require(!found.get(slot), where + " occurs twice in the list");
            Invariant.require(previous(header, slot) == prev, where + " has a wrong predecessor");
            long number = numberOf(header, slot);
            Invariant.require(
                    prev != 0 || number == oldest, where + " is first and has another number than the oldest");
            Invariant.require(number >= lastNumber, where + " has a lower number than its predecessor");
            Invariant.require(number <= newest, where + " has a higher number than the newest");
            if (hasRing && !isOld) {
                Invariant.require(number >>> tickBits >= oldestTick, where + " is older than the ring");
                last[(int) (number >>> tickBits) & ringMask] = slot;
            }
            isOld &= slot != oldTail;
            found.set(slot);
            lastNumber = number;
            prev = slot;
        }
        Invariant.require(!isOld, "stripe " + stripe + ": the last old entry is not in the list");
        Invariant.require(
                Memory.getInt(header + TAIL) == prev, "stripe " + stripe + ": the tail is not the last entry");
        Invariant.require(
                prev != 0 || oldest == OldestTree.NO_ENTRY, "stripe " + stripe + " is empty and has an oldest number");
        for (int place = 0; place < ringTicks; place++) {
            int slot = Memory.getInt(ringBase + ((long) stripe * ringTicks + place) * Integer.BYTES);
            Invariant.require(
                    slot == last[place],
                    "stripe " + stripe + ": place " + place + " of the ring has slot " + slot
                            + ", the last of its tick is " + last[place]);
        }
        return found;
    }
}
