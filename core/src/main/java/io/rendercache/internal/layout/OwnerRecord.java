package io.rendercache.internal.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The part of a file's header that changes: which process has the file open. A hint for messages and a trace of a
 * crash, not a lock; it may be read half-written.
 *
 * @param state {@link HeaderDescriptor#CLEAN}, {@link HeaderDescriptor#OPEN}, or anything in a damaged file
 * @param holderPid process id of the holder, 0 for none
 * @param openedEpochMillis when the holder opened the file, milliseconds since 1970
 */
public record OwnerRecord(int state, long holderPid, long openedEpochMillis) {
    /** The record of a file that was closed properly. */
    public static final OwnerRecord CLOSED = new OwnerRecord(HeaderDescriptor.CLEAN, 0, 0);

    /** Returns the record of a file that this process opens now. */
    public static OwnerRecord ofThisProcess() {
        return new OwnerRecord(HeaderDescriptor.OPEN, ProcessHandle.current().pid(), System.currentTimeMillis());
    }

    /** Returns the record of a whole header, which must be of this machine's byte order. */
    public static OwnerRecord decode(ByteBuffer page) {
        ByteBuffer bytes = page.duplicate().order(ByteOrder.nativeOrder());
        return new OwnerRecord(
                bytes.getInt(HeaderDescriptor.STATE),
                bytes.getLong(HeaderDescriptor.HOLDER_PID),
                bytes.getLong(HeaderDescriptor.OPENED_AT));
    }

    /** Writes it into a header. */
    public void encode(ByteBuffer page) {
        ByteBuffer bytes = page.duplicate().order(ByteOrder.nativeOrder());
        bytes.putInt(HeaderDescriptor.STATE, state);
        bytes.putLong(HeaderDescriptor.HOLDER_PID, holderPid);
        bytes.putLong(HeaderDescriptor.OPENED_AT, openedEpochMillis);
    }

    /**
     * Returns the bytes from {@link HeaderDescriptor#STATE} on, to be written into a file without changing the rest.
     */
    public ByteBuffer encoded() {
        ByteBuffer page = ByteBuffer.allocate(HeaderDescriptor.LENGTH);
        encode(page);
        return page.slice(HeaderDescriptor.STATE, HeaderDescriptor.HOLDER_BYTES);
    }

    /** Returns whether the file was closed properly. */
    public boolean isClosed() {
        return state == HeaderDescriptor.CLEAN;
    }

    /** Returns whether the file is open, or was when its process ended. */
    public boolean isOpen() {
        return state == HeaderDescriptor.OPEN;
    }

    /**
     * Returns the process id of another process that may have the file open, or 0. This process's own id was left by an
     * earlier process that died, or by one in another namespace of process ids.
     */
    public long otherPid() {
        return isOpen() && holderPid > 0 && holderPid != ProcessHandle.current().pid() ? holderPid : 0;
    }
}
