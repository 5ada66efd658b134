package io.rendercache.internal.marshal;

import io.rendercache.internal.layout.LargeValueRefDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.memory.Memory;
import io.rendercache.spi.LargeValueRef;

/**
 * Values some of which are stored out of line: a {@link LargeValueRef} is written and read as such, anything else by
 * the inner codec. A length with {@link SlotDescriptor#OUT_OF_LINE} distinguishes the two in the slot.
 *
 * @param <V> the type that represents a value that is kept in its slot
 * @param <C> the copy of one
 */
public final class LargeValueRefCodec<V, C> implements SlotCodec<Object>, ValueReader<Object> {
    private final SlotCodec<V> inner;
    private final ValueReader<C> reader;

    /** Wraps a codec and a reader. */
    public LargeValueRefCodec(SlotCodec<V> inner, ValueReader<C> reader) {
        this.inner = inner;
        this.reader = reader;
    }

    @Override
    public int length(Object content) {
        return content instanceof LargeValueRef ? LargeValueRefDescriptor.BYTES : inner.length(inSlot(content));
    }

    @Override
    public int lengthAtMost(Object content) {
        return content instanceof LargeValueRef ? LargeValueRefDescriptor.BYTES : inner.lengthAtMost(inSlot(content));
    }

    @Override
    public int write(Object content, long address) {
        if (content instanceof LargeValueRef ref) {
            Memory.putLong(address + LargeValueRefDescriptor.ID, ref.id());
            Memory.putLong(address + LargeValueRefDescriptor.LENGTH, ref.length());
            Memory.putLong(address + LargeValueRefDescriptor.CHECKSUM, 0);
            Memory.putInt(address + LargeValueRefDescriptor.CHECKSUM, ref.checksum());
            return LargeValueRefDescriptor.BYTES | SlotDescriptor.OUT_OF_LINE;
        }
        return inner.write(inSlot(content), address);
    }

    @Override
    public boolean matches(Object content, long address, int length) {
        if (content instanceof LargeValueRef ref) {
            return length < 0 && Memory.getLong(address + LargeValueRefDescriptor.ID) == ref.id();
        }
        return length >= 0 && inner.matches(inSlot(content), address, length);
    }

    @Override
    public Object copy(long address, int length) {
        return length < 0 ? read(address) : reader.copy(address, length);
    }

    @Override
    @SuppressWarnings("unchecked") // What is not a LargeValueRef came from the reader.
    public void discard(Object copy) {
        if (!(copy instanceof LargeValueRef)) {
            reader.discard((C) copy);
        }
    }

    public static LargeValueRef read(long address) {
        return new LargeValueRef(
                Memory.getLong(address + LargeValueRefDescriptor.ID),
                Memory.getLong(address + LargeValueRefDescriptor.LENGTH),
                Memory.getInt(address + LargeValueRefDescriptor.CHECKSUM));
    }

    @SuppressWarnings("unchecked") // What is not a LargeValueRef is for the inner codec.
    private V inSlot(Object content) {
        return (V) content;
    }
}
