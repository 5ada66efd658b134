package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.SlotDescriptor.GIVEN_BACK;
import static io.rendercache.internal.layout.SlotDescriptor.KEY;
import static io.rendercache.internal.layout.SlotDescriptor.LENGTHS;
import static io.rendercache.internal.layout.SlotDescriptor.NUMBER;
import static io.rendercache.internal.layout.SlotDescriptor.STAMP;
import static io.rendercache.internal.layout.SlotDescriptor.TRAILER;
import static io.rendercache.internal.layout.SlotDescriptor.VERSION;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.SlotChecksum;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.SlotState;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.memory.Hashes;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads and writes slots, independently of how they are found and ordered. */
final class Slots {
    private final Region region;
    private final long beforeFirst;
    private final int slotBytes;
    private final int maxEntries;
    private final int maxKeyBytes;
    private final int maxValueBytes;
    private final int ownerOffset;
    private final int checksumOffset;
    private final boolean hasOwners;
    private final boolean sealed;
    private final long seed;

    Slots(Region region, Geometry geometry, long seed) {
        this.region = region;
        this.seed = seed;
        this.sealed = region.clockAddress() != 0;
        this.checksumOffset = SlotDescriptor.checksum(geometry.slotBytes());
        this.slotBytes = geometry.slotBytes();
        this.beforeFirst = region.isOneSegment() ? region.slotAddress(1) - slotBytes : 0;
        this.maxEntries = geometry.maxEntries();
        this.maxKeyBytes = geometry.maxKeyBytes();
        this.maxValueBytes = geometry.maxValueBytes();
        this.ownerOffset = geometry.slotBytes() - TRAILER;
        this.hasOwners = geometry.hasOwners();
    }

    /** Returns whether the slots are those of a file. */
    boolean isMapped() {
        return sealed;
    }

    /**
     * Returns the address of a slot.
     *
     * @throws IndexOutOfBoundsException if there is no slot of that number
     */
    long address(int slot) {
        if (Integer.compareUnsigned(slot - 1, maxEntries) >= 0) {
            throw noSuchSlot(slot);
        }
        // Most caches have one segment; this saves them dependent loads.
        return beforeFirst != 0 ? beforeFirst + (long) slot * slotBytes : region.slotAddress(slot);
    }

    private IndexOutOfBoundsException noSuchSlot(int slot) {
        return new IndexOutOfBoundsException("slot " + slot + " of " + maxEntries);
    }

    /**
     * Returns whether the slot at this address holds the key; without a lock, the answer is valid only if the version,
     * read with acquire before, is still the same after an acquire fence.
     */
    <K> boolean matches(KeySlotCodec<K> codec, K key, long address) {
        int keyBytes = SlotDescriptor.keyBytes(Memory.getLong(address + LENGTHS));
        return keyBytes <= maxKeyBytes && codec.matches(key, address + KEY, keyBytes);
    }

    /** Returns whether the slot was published and held the key at some moment of the call. */
    <K> boolean holds(KeySlotCodec<K> codec, K key, int slot) {
        long address = address(slot);
        long version = Memory.getLongAcquire(address + VERSION);
        if (!SlotDescriptor.isStable(version) || !matches(codec, key, address)) {
            return false;
        }
        Memory.acquireFence();
        return Memory.getLong(address + VERSION) == version;
    }

    /**
     * Returns the value's length of a word of lengths, never more than fits a slot, whatever was read, and with {@link
     * SlotDescriptor#OUT_OF_LINE} if it is out of line.
     */
    int clampedValueBytes(long lengths) {
        int valueBytes = SlotDescriptor.valueBytes(lengths);
        return Math.min(valueBytes & Integer.MAX_VALUE, maxValueBytes) | valueBytes & SlotDescriptor.OUT_OF_LINE;
    }

    /**
     * Returns the key's length of a word of lengths, never more than fits a slot, whatever was read: under a lock, too,
     * for the page of a mapping may be gone, and what is read of it is anything.
     */
    private int clampedKeyBytes(long lengths) {
        return Math.min(SlotDescriptor.keyBytes(lengths) & Integer.MAX_VALUE, maxKeyBytes);
    }

    /** Returns where the value begins, inside the slot whatever was read. */
    long valueAddress(long address, long lengths) {
        return address + SlotDescriptor.value(clampedKeyBytes(lengths));
    }

    /** Writes an entry into a slot that no other thread can reach, without publishing it. */
    <K, V> void write(int slot, KeySlotCodec<K> keyCodec, K key, SlotCodec<V> valueCodec, V value, int owner) {
        long address = address(slot);
        int keyBytes = keyCodec.write(key, address + KEY);
        int valueBytes = valueCodec.write(value, address + SlotDescriptor.value(keyBytes));
        long lengths = SlotDescriptor.lengths(keyBytes, valueBytes);
        Memory.putLong(address + LENGTHS, lengths);
        // The lines at the end are touched only if they are used.
        if (hasOwners) {
            Memory.putInt(address + ownerOffset, owner);
        }
        seal(address, lengths);
    }

    /** Overwrites the value of a published slot; concurrent readers see the version change and try again. */
    <V> void overwrite(long address, SlotCodec<V> codec, V value) {
        int keyBytes = keyBytes(address);
        long version = retract(address);
        int valueBytes = codec.write(value, address + SlotDescriptor.value(keyBytes));
        long lengths = SlotDescriptor.lengths(keyBytes, valueBytes);
        Memory.putLong(address + LENGTHS, lengths);
        seal(address, lengths);
        publish(address, version);
    }

    /** Makes the version odd, if it is not, before anything in the slot changes; returns the odd version. */
    long retract(long address) {
        long version = SlotDescriptor.retracted(Memory.getLong(address + VERSION));
        Memory.putLongOpaque(address + VERSION, version);
        Memory.releaseFence();
        return version;
    }

    /** Makes the version even, after everything in the slot has been written. */
    void publish(long address, long oddVersion) {
        Memory.putLongRelease(address + VERSION, oddVersion + 1);
    }

    /**
     * Takes a free slot, whose versions continue: one that a reader remembers, and one that was read while the slot
     * was free, must not return. The fence is the one that has to follow an odd version before anything in the slot
     * changes, for a reader may still be inside the entry that the slot held before: the thread that removed that
     * entry may be another one, whose fence is not ours.
     */
    void takeFree(int slot) {
        long address = address(slot);
        Memory.putLongOpaque(address + VERSION, Memory.getLong(address + VERSION) + 2 | 1);
        Memory.releaseFence();
    }

    /** Marks an unreachable slot, its version odd, as given back: its entry was not lost. */
    void giveBack(int slot) {
        Memory.putLong(address(slot) + LENGTHS, GIVEN_BACK);
    }

    /** Gives an unused slot its first version, an odd one: it is free. */
    void format(int slot) {
        Memory.putLongRelease(address(slot) + VERSION, SlotDescriptor.FIRST_VERSION);
    }

    long version(long address) {
        return Memory.getLongAcquire(address + VERSION);
    }

    /**
     * Returns the stamp of the slot at this address. Its entry was not used since it was filed if that is 0, or the
     * half of the number under which it is filed.
     */
    static int stamp(long address) {
        return Memory.getIntOpaque(address + STAMP);
    }

    static void stamp(long address, int stamp) {
        Memory.putIntOpaque(address + STAMP, stamp);
    }

    /**
     * Replaces a stamp, unless a hit has left another one since it was read. One that comes between the two
     * instructions is lost.
     */
    static void replaceStamp(long address, int stamp, int by) {
        if (stamp != by && Memory.getIntOpaque(address + STAMP) == stamp) {
            Memory.putIntOpaque(address + STAMP, by);
        }
    }

    /** Returns the stored half of the number under which the slot is filed. */
    int number(int slot) {
        return Memory.getInt(address(slot) + NUMBER);
    }

    void number(int slot, int number) {
        Memory.putInt(address(slot) + NUMBER, number);
    }

    /** Returns the state of a slot that was found in a file. */
    SlotState state(long address) {
        long version = version(address);
        long lengths = Memory.getLong(address + LENGTHS);
        int checksum = Memory.getInt(address + checksumOffset);
        boolean isWhole = SlotDescriptor.isPublished(version)
                && SlotDescriptor.fits(lengths, maxKeyBytes, maxValueBytes)
                && checksum == checksum(address, lengths);
        return SlotState.of(version, lengths, checksum, isWhole);
    }

    void owner(long address, int owner) {
        Memory.putInt(address + ownerOffset, owner);
    }

    int owner(long address) {
        return Memory.getInt(address + ownerOffset);
    }

    <V> boolean valueMatches(long address, SlotCodec<V> codec, V value) {
        long lengths = Memory.getLong(address + LENGTHS);
        return codec.matches(value, valueAddress(address, lengths), clampedValueBytes(lengths));
    }

    long strongHash(long address, long seed) {
        return Hashes.of(address + KEY, keyBytes(address), seed);
    }

    /**
     * Returns the key's length, never more than fits a slot: what is read of a file that was truncated may be anything.
     */
    int keyBytes(long address) {
        return clampedKeyBytes(Memory.getLong(address + LENGTHS));
    }

    private void seal(long address, long lengths) {
        if (sealed) {
            Memory.putInt(address + checksumOffset, checksum(address, lengths));
        }
    }

    private int checksum(long address, long lengths) {
        return SlotChecksum.of(
                Hashes.of(address + KEY, SlotChecksum.coveredBytes(lengths), SlotChecksum.seed(seed, lengths)));
    }

    /** Returns the entry's bytes, none of them outside the slot whatever was read. */
    EntryBytes bytes(long address) {
        return bytes(address, null);
    }

    /**
     * Returns the bytes of an entry that is locked, which in a mapped cache throw a {@link GarbledEntryException} if
     * they are not what was written.
     */
    EntryBytes wholeBytes(long address) {
        return bytes(address, sealed ? () -> isEntry(address) : null);
    }

    private EntryBytes bytes(long address, @Nullable BooleanSupplier isWhole) {
        long lengths = Memory.getLong(address + LENGTHS);
        int keyBytes = clampedKeyBytes(lengths);
        long clamped = SlotDescriptor.lengths(keyBytes, clampedValueBytes(lengths));
        return new EntryBytes(address + KEY, address + SlotDescriptor.value(keyBytes), clamped, isWhole);
    }

    /** Returns whether the slot is published and what is in it can be an entry; for a stripe that is locked. */
    boolean isEntry(long address) {
        long lengths = Memory.getLong(address + LENGTHS);
        return SlotDescriptor.isPublished(version(address))
                && SlotDescriptor.fits(lengths, maxKeyBytes, maxValueBytes)
                && (!sealed || Memory.getInt(address + checksumOffset) == checksum(address, lengths));
    }
}
