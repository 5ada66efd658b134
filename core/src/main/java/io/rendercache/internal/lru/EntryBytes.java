package io.rendercache.internal.lru;

import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.marshal.LargeValueRefCodec;
import io.rendercache.internal.memory.Memory;
import io.rendercache.spi.LargeValueRef;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The bytes of one entry, to be copied while the caller guarantees that they do not change. */
public final class EntryBytes {
    private final long keyAddress;
    private final long valueAddress;
    private final long lengths;

    /** Whether copies are compared with the entry's checksum; {@code null} if they are not. */
    private final @Nullable BooleanSupplier isWhole;

    EntryBytes(long keyAddress, long valueAddress, long lengths, @Nullable BooleanSupplier isWhole) {
        this.keyAddress = keyAddress;
        this.valueAddress = valueAddress;
        this.lengths = lengths;
        this.isWhole = isWhole;
    }

    /** Returns a copy of the key's bytes. */
    public byte[] key() {
        return whole(copy(keyAddress, keyLength()));
    }

    /** Returns a copy of what the slot holds as the value. */
    public byte[] value() {
        return whole(copy(valueAddress, SlotDescriptor.inlineBytes(lengths)));
    }

    /** Returns a copy of the key's bytes and, behind them, of what the slot holds as the value. */
    public byte[] keyAndValue() {
        int keyBytes = keyLength();
        int length = SlotDescriptor.inlineBytes(lengths);
        byte[] bytes = new byte[keyBytes + length];
        // In this order: the key's last word may spill into the value's place.
        Memory.copyOutWords(keyAddress, bytes, 0, keyBytes);
        Memory.copyOutWords(valueAddress, bytes, keyBytes, length);
        return whole(bytes);
    }

    /** Returns the key's length. */
    public int keyLength() {
        return SlotDescriptor.keyBytes(lengths);
    }

    /** Returns the length of the value, in its slot or out of line. */
    public long valueLength() {
        LargeValueRef outOfLine = largeValueRef();
        return outOfLine == null ? SlotDescriptor.inlineBytes(lengths) : outOfLine.length();
    }

    /** Returns the reference to the value if it is out of line, or {@code null} if the slot holds the value itself. */
    public @Nullable LargeValueRef largeValueRef() {
        return SlotDescriptor.isOutOfLine(lengths) ? LargeValueRefCodec.read(valueAddress) : null;
    }

    /** Checks the entry after it was copied: a page that is gone by then was gone before, or the copy is right. */
    private byte[] whole(byte[] copy) {
        if (isWhole != null && !isWhole.getAsBoolean()) {
            throw new GarbledEntryException();
        }
        return copy;
    }

    private static byte[] copy(long address, int length) {
        byte[] bytes = new byte[length];
        Memory.copyOut(address, bytes, 0, length);
        return bytes;
    }
}
