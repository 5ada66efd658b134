package io.rendercache.cli;

import static io.rendercache.internal.layout.SlotDescriptor.GIVEN_BACK;
import static io.rendercache.internal.layout.SlotDescriptor.KEY;
import static io.rendercache.internal.layout.SlotDescriptor.LENGTHS;
import static io.rendercache.internal.layout.SlotDescriptor.NUMBER;
import static io.rendercache.internal.layout.SlotDescriptor.STAMP;
import static io.rendercache.internal.layout.SlotDescriptor.VERSION;

import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.LargeValueRefDescriptor;
import io.rendercache.internal.layout.SlotChecksum;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.SlotState;
import io.rendercache.internal.layout.WordHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over slots as they were read. Judges them as a cache that opens the file would: an entry has an even
 * version, lengths that fit, and a correct checksum; a cache counts a slot that is neither that nor free as discarded.
 * Key and value are not read before that is known. For one thread.
 */
final class Slot {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final int slotBytes;
    private final int maxKeyBytes;
    private final int inlineValueBytes;
    private final int maxValueBytes;
    private final FileHeader header;
    private byte[] bytes = new byte[0];
    private int at;
    private int number;
    private SlotState state = SlotState.UNUSED;

    Slot(FileHeader header) {
        this.slotBytes = header.geometry().slotBytes();
        this.maxKeyBytes = header.geometry().maxKeyBytes();
        this.inlineValueBytes = header.geometry().inlineValueBytes();
        this.maxValueBytes = header.geometry().maxValueBytes();
        this.header = header;
    }

    /** Moves to the slot with this number, whose bytes begin here, and judges it. */
    void moveTo(int newNumber, byte[] source, int offset) {
        bytes = source;
        at = offset;
        number = newNumber;
        state = SlotState.of(source, offset, header);
    }

    /** Marks the slot as read at more than one moment. */
    void setTorn() {
        state = SlotState.TORN;
    }

    /** Returns its number, from 1. */
    int slot() {
        return number;
    }

    SlotState state() {
        return state;
    }

    long version() {
        return versionAt(bytes, at);
    }

    static long versionAt(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset + VERSION);
    }

    /** Returns whether it can have reached its version by being written. */
    boolean hasPlausibleVersion() {
        return SlotDescriptor.isPlausible(version());
    }

    int stamp() {
        return intAt(STAMP);
    }

    /** Returns the low half of the number under which it is filed. */
    int number() {
        return intAt(NUMBER);
    }

    /** Returns the key's length, of an entry. */
    int keyBytes() {
        return SlotDescriptor.keyBytes(lengths());
    }

    /** Returns the key, of an entry. */
    byte[] key() {
        return Arrays.copyOfRange(bytes, at + KEY, at + KEY + keyBytes());
    }

    /** Returns a hash of the key, of an entry. */
    long keyHash(long hashSeed) {
        return WordHash.of(bytes, at + KEY, keyBytes(), hashSeed);
    }

    /** Returns the value, or the reference to it, of an entry. */
    byte[] value() {
        return Arrays.copyOfRange(bytes, at + valueOffset(), at + valueOffset() + bytesInPlaceOfValue());
    }

    /** Returns whether the value, of an entry, is out of line. */
    boolean isOutOfLine() {
        return SlotDescriptor.isOutOfLine(lengths());
    }

    /** Returns whether a reference has the length of one. */
    boolean hasReference() {
        return bytesInPlaceOfValue() == LargeValueRefDescriptor.BYTES;
    }

    /** Returns the reference to a value out of line. */
    LargeValueRef reference() {
        int value = valueOffset();
        return new LargeValueRef(
                longAt(value + LargeValueRefDescriptor.ID),
                longAt(value + LargeValueRefDescriptor.LENGTH),
                intAt(value + LargeValueRefDescriptor.CHECKSUM));
    }

    /** Returns what is wrong with the reference to the value of an entry, or {@code null}. */
    @Nullable
    String outOfLineFault() {
        if (!isOutOfLine()) {
            return null;
        }
        if (maxValueBytes <= inlineValueBytes) {
            return "its value is kept elsewhere, where this cache keeps none";
        }
        return hasReference()
                ? reference().fault(maxValueBytes)
                : "its value is kept elsewhere, and what is to find it has another length";
    }

    /**
     * Returns the length of the value of an entry, in its slot or out of line; the length in a reference may be
     * anything.
     */
    long valueBytes() {
        return isOutOfLine() && hasReference() ? reference().length() : bytesInPlaceOfValue();
    }

    /** Copies an entry, without remains of earlier entries in the slot, to zeroed memory. */
    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, at, target, offset, KEY + SlotChecksum.coveredBytes(lengths()));
        int checksum = SlotDescriptor.checksum(slotBytes);
        System.arraycopy(bytes, at + checksum, target, offset + checksum, Integer.BYTES);
        if (!hasPlausibleVersion()) {
            LONG.set(target, offset + VERSION, SlotDescriptor.FIRST_VERSION + 1);
        }
    }

    /** Writes a free slot, whose version continues this one's, to zeroed memory. */
    void freeTo(byte[] target, int offset) {
        long version = hasPlausibleVersion() ? SlotDescriptor.retracted(version()) : SlotDescriptor.FIRST_VERSION;
        LONG.set(target, offset + VERSION, version);
        LONG.set(target, offset + LENGTHS, GIVEN_BACK);
    }

    /** Returns what is wrong with a damaged slot. */
    String fault() {
        int keyBytes = keyBytes();
        int valueBytes = bytesInPlaceOfValue();
        if (version() == 0) {
            return "it was never used, by its version, and is not empty";
        }
        if (!fits()) {
            return "key and value have " + keyBytes + " and " + valueBytes + " bytes, where " + maxKeyBytes + " and "
                    + inlineValueBytes + " are the most";
        }
        return "its checksum is " + Integer.toHexString(checksum()) + ", not " + Integer.toHexString(expected());
    }

    private boolean fits() {
        return SlotDescriptor.fits(lengths(), maxKeyBytes, inlineValueBytes);
    }

    private int checksum() {
        return intAt(SlotDescriptor.checksum(slotBytes));
    }

    private int expected() {
        return SlotChecksum.of(bytes, at, lengths(), header.seed());
    }

    private int bytesInPlaceOfValue() {
        return SlotDescriptor.inlineBytes(lengths());
    }

    private int valueOffset() {
        return SlotDescriptor.value(keyBytes());
    }

    private long lengths() {
        return longAt(LENGTHS);
    }

    private long longAt(int offset) {
        return (long) LONG.get(bytes, at + offset);
    }

    private int intAt(int offset) {
        return (int) INT.get(bytes, at + offset);
    }
}
