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

/** Reads and writes slots, independently of how they are found and ordered. */
final class Slots {
    private final Region region;
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
        this.sealed = region.orderAddress() != 0;
        this.checksumOffset = SlotDescriptor.checksum(geometry.slotBytes());
        this.maxKeyBytes = geometry.maxKeyBytes();
        this.maxValueBytes = geometry.maxValueBytes();
        this.ownerOffset = geometry.slotBytes() - TRAILER;
        this.hasOwners = geometry.hasOwners();
    }

    long address(int slot) {
        return region.slotAddress(slot);
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

    /** Returns where the value begins, inside the slot whatever was read. */
    long valueAddress(long address, long lengths) {
        return address
                + SlotDescriptor.value(Math.min(SlotDescriptor.keyBytes(lengths) & Integer.MAX_VALUE, maxKeyBytes));
    }

    /** Writes an entry into a slot that no other thread can reach, without publishing it. */
    <K, V> void write(int slot, KeySlotCodec<K> keyCodec, K key, SlotCodec<V> valueCodec, V value, int owner) {
        long address = address(slot);
        int keyBytes = keyCodec.write(key, address + KEY);
        int valueBytes = valueCodec.write(value, address + SlotDescriptor.value(keyBytes));
        Memory.putLong(address + LENGTHS, SlotDescriptor.lengths(keyBytes, valueBytes));
        // The lines at the end are touched only if they are used.
        if (hasOwners) {
            Memory.putInt(address + ownerOffset, owner);
        }
        seal(address);
    }

    /** Overwrites the value of a published slot; concurrent readers see the version change and try again. */
    <V> void overwrite(long address, SlotCodec<V> codec, V value) {
        int keyBytes = SlotDescriptor.keyBytes(Memory.getLong(address + LENGTHS));
        long version = retract(address);
        int valueBytes = codec.write(value, address + SlotDescriptor.value(keyBytes));
        Memory.putLong(address + LENGTHS, SlotDescriptor.lengths(keyBytes, valueBytes));
        seal(address);
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

    /** Returns the epoch of the slot's stamp, from the stored half: it is among the last 2^31. */
    long stamp(long address, long currentEpoch) {
        int behind = (int) currentEpoch - Memory.getIntOpaque(address + STAMP);
        // A stamp may be of another stripe: a reader can stamp a slot that was recycled concurrently.
        return currentEpoch - Math.max(behind, 0);
    }

    /** Stamps with the current epoch; writes nothing if the slot has that stamp already. */
    static void touch(long address, int epoch) {
        if (Memory.getIntOpaque(address + STAMP) != epoch) {
            Memory.putIntOpaque(address + STAMP, epoch);
        }
    }

    /** Returns the stored half of the number under which the slot is filed. */
    int number(long address) {
        return Memory.getInt(address + NUMBER);
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
        return codec.matches(value, valueAddress(address, lengths), SlotDescriptor.valueBytes(lengths));
    }

    long strongHash(long address, long seed) {
        return Hashes.of(address + KEY, SlotDescriptor.keyBytes(Memory.getLong(address + LENGTHS)), seed);
    }

    private void seal(long address) {
        if (sealed) {
            Memory.putInt(address + checksumOffset, checksum(address, Memory.getLong(address + LENGTHS)));
        }
    }

    private int checksum(long address, long lengths) {
        return SlotChecksum.of(
                Hashes.of(address + KEY, SlotChecksum.coveredBytes(lengths), SlotChecksum.seed(seed, lengths)));
    }

    /** Returns the entry's bytes, for a slot that is locked or private. */
    EntryBytes bytes(long address) {
        long lengths = Memory.getLong(address + LENGTHS);
        return new EntryBytes(address + KEY, valueAddress(address, lengths), lengths);
    }
}
