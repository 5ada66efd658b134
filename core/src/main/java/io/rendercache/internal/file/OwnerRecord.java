package io.rendercache.internal.file;

import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The part of a file's header that changes: who has the file open. A hint for messages and a trace of a crash, not a
 * lock; it may be read half-written.
 *
 * @param state {@link HeaderDescriptor#CLEAN}, {@link HeaderDescriptor#OPEN}, or anything in a damaged file
 * @param holderPid process id of the holder, 0 for none
 * @param openedEpochMillis when the holder opened the file, milliseconds since 1970
 */
public record OwnerRecord(int state, long holderPid, long openedEpochMillis) {
    /** What a file says that was closed properly. */
    static final OwnerRecord CLOSED = new OwnerRecord(HeaderDescriptor.CLEAN, 0, 0);

    /** Returns what a file says that this process opens now. */
    static OwnerRecord ofThisProcess() {
        return new OwnerRecord(HeaderDescriptor.OPEN, ProcessHandle.current().pid(), System.currentTimeMillis());
    }

    /** Returns what stands in a whole header, which must be of this machine's byte order. */
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

    /** Writes it into a file, nothing else of which is touched. */
    void write(FileChannel channel) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(HeaderDescriptor.LENGTH);
        encode(page);
        ByteBuffer line = page.slice(HeaderDescriptor.STATE, HeaderDescriptor.HOLDER_BYTES);
        FileCreation.writeFully(channel, line, HeaderDescriptor.STATE);
    }

    /**
     * Returns the process id that a file held by another process shows, or 0 if it shows none that can be true. Never
     * throws for what stands there, nor for what cannot be read.
     */
    static long pidOfOther(FileChannel channel) {
        try {
            ByteBuffer page = firstPage(channel);
            if (page.limit() < HeaderDescriptor.LENGTH || !FileHeader.startsLikeHeader(page)) {
                return 0;
            }
            OwnerRecord mark = decode(page);
            // Our own number is what a process of ours left that died, or of another namespace of process ids.
            boolean plausible = mark.state == HeaderDescriptor.OPEN
                    && mark.holderPid > 0
                    && mark.holderPid != ProcessHandle.current().pid();
            return plausible ? mark.holderPid : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns what there is of a file's first page, from 0 to the limit. */
    static ByteBuffer firstPage(FileChannel channel) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(HeaderDescriptor.LENGTH);
        while (page.hasRemaining() && channel.read(page, page.position()) > 0) {
            continue;
        }
        return page.flip();
    }
}
