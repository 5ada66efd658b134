package io.rendercache.internal.engine;

import io.rendercache.internal.memory.ElsewhereDescriptor;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.SlotDescriptor;

/**
 * Values some of which are kept elsewhere: an {@link Elsewhere} is written and read as such, anything else as the inner
 * form does. A length with {@link SlotDescriptor#ELSEWHERE} tells the two apart in the slot.
 *
 * @param <V> what carries a value that is kept in its slot
 * @param <C> the copy of one
 */
public final class ElsewhereForm<V, C> implements Form<Object>, ValueReader<Object> {
    private final Form<V> form;
    private final ValueReader<C> reader;

    /** Wraps a form and a reader. */
    public ElsewhereForm(Form<V> form, ValueReader<C> reader) {
        this.form = form;
        this.reader = reader;
    }

    @Override
    public int length(Object content) {
        return content instanceof Elsewhere ? ElsewhereDescriptor.BYTES : form.length(inSlot(content));
    }

    @Override
    public int lengthAtMost(Object content) {
        return content instanceof Elsewhere ? ElsewhereDescriptor.BYTES : form.lengthAtMost(inSlot(content));
    }

    @Override
    public int write(Object content, long address) {
        if (content instanceof Elsewhere elsewhere) {
            Memory.putLong(address + ElsewhereDescriptor.ID, elsewhere.id());
            Memory.putLong(address + ElsewhereDescriptor.LENGTH, elsewhere.length());
            Memory.putLong(address + ElsewhereDescriptor.CHECKSUM, 0);
            Memory.putInt(address + ElsewhereDescriptor.CHECKSUM, elsewhere.checksum());
            return ElsewhereDescriptor.BYTES | SlotDescriptor.ELSEWHERE;
        }
        return form.write(inSlot(content), address);
    }

    @Override
    public boolean matches(Object content, long address, int length) {
        if (content instanceof Elsewhere elsewhere) {
            return length < 0 && Memory.getLong(address + ElsewhereDescriptor.ID) == elsewhere.id();
        }
        return length >= 0 && form.matches(inSlot(content), address, length);
    }

    @Override
    public Object copy(long address, int length) {
        return length < 0 ? read(address) : reader.copy(address, length);
    }

    @Override
    @SuppressWarnings("unchecked") // What is not an Elsewhere came from the reader.
    public void discard(Object copy) {
        if (!(copy instanceof Elsewhere)) {
            reader.discard((C) copy);
        }
    }

    static Elsewhere read(long address) {
        return new Elsewhere(
                Memory.getLong(address + ElsewhereDescriptor.ID),
                Memory.getLong(address + ElsewhereDescriptor.LENGTH),
                Memory.getInt(address + ElsewhereDescriptor.CHECKSUM));
    }

    @SuppressWarnings("unchecked") // What is not an Elsewhere is for the inner form.
    private V inSlot(Object content) {
        return (V) content;
    }
}
