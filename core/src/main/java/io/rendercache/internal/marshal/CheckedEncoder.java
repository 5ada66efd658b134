package io.rendercache.internal.marshal;

import io.rendercache.codec.Codec;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes objects with a user's codec into pooled buffers, and refuses an encoding that is not as long as the codec
 * declared.
 *
 * <p><b>Too long.</b> The encoding is placed at the end of the array, so that a write past its end fails in the codec.
 * The object is then encoded again with more room, to find out whether that was the reason.
 *
 * <p><b>Too short.</b> The first and the last byte are set to a mark beforehand. If one of them still has it, the codec
 * has either skipped that byte or written just this value, which a second encoding over another mark tells apart. Text
 * never contains the mark; of random bytes, one encoding in 128 is done twice. The bytes in between are zeroed, so a
 * codec that skips some of them is not noticed, but nothing of an earlier use of the array remains.
 *
 * @param <T> the objects
 */
final class CheckedEncoder<T> {
    /** No byte of UTF-8 has these values, and few numbers begin or end with them. */
    private static final byte MARK = (byte) 0xF7;

    private static final byte OTHER_MARK = (byte) 0xF6;

    /** How many bytes more a codec that fails is given, in turn. */
    private static final int[] MORE_ROOM = {1 << 6, 1 << 12, 1 << 20};

    private final Codec<T> codec;

    CheckedEncoder(Codec<T> codec) {
        this.codec = codec;
    }

    /**
     * Borrows a buffer and encodes an object into it.
     *
     * @throws IllegalStateException if the encoding is not as long as declared; names the codec and both lengths
     */
    PooledBuffer encode(T object) {
        int length = codec.encodedLength(object);
        if (length < 0) {
            throw new IllegalStateException(name() + " declared " + length + " bytes");
        }
        PooledBuffer buffer = PooledBuffer.borrowEnd(length);
        boolean encoded = false;
        try {
            encode(object, buffer.bytes(), buffer.offset(), length);
            encoded = true;
            return buffer;
        } finally {
            if (!encoded) {
                buffer.release();
            }
        }
    }

    private void encode(T object, byte[] target, int offset, int length) {
        if (length == 0) {
            write(object, target, offset, length);
            return;
        }
        int last = offset + length - 1;
        target[offset] = MARK;
        target[last] = MARK;
        write(object, target, offset, length);
        boolean isFirstMarked = target[offset] == MARK;
        boolean isLastMarked = target[last] == MARK;
        if (isFirstMarked || isLastMarked) {
            target[offset] = isFirstMarked ? OTHER_MARK : target[offset];
            target[last] = isLastMarked ? OTHER_MARK : target[last];
            write(object, target, offset, length);
            if (isFirstMarked && target[offset] == OTHER_MARK || isLastMarked && target[last] == OTHER_MARK) {
                throw wrongLength(length, written(object, length), null);
            }
        }
    }

    private void write(T object, byte[] target, int offset, int length) {
        try {
            codec.encode(object, target, offset);
        } catch (RuntimeException e) {
            int written = writtenWithMoreRoom(object, length, e);
            throw written > length ? wrongLength(length, written, e) : e;
        }
    }

    /**
     * Returns how many bytes the codec writes if it has room for more than it declared, or -1 if it fails all the same.
     */
    private int writtenWithMoreRoom(T object, int length, RuntimeException failure) {
        for (int more : MORE_ROOM) {
            try {
                return written(object, length + more);
            } catch (RuntimeException e) {
                if (e.getClass() == failure.getClass() && Objects.equals(e.getMessage(), failure.getMessage())) {
                    return -1; // it has not to do with the room
                }
            }
        }
        return -1;
    }

    /** Returns how many bytes the codec writes: those that are equal whatever was there before. */
    private int written(T object, int room) {
        byte[] overZeros = new byte[room];
        byte[] overOnes = new byte[room];
        Arrays.fill(overOnes, (byte) 1);
        codec.encode(object, overZeros, 0);
        codec.encode(object, overOnes, 0);
        int written = 0;
        for (int i = 0; i < room; i++) {
            written += overZeros[i] == overOnes[i] ? 1 : 0;
        }
        return written;
    }

    private IllegalStateException wrongLength(int declared, int written, @Nullable RuntimeException cause) {
        return new IllegalStateException(
                name() + " declared " + declared + " bytes and wrote " + written
                        + "; make its encodedLength and encode agree",
                cause);
    }

    /** Returns what messages call the codec. */
    private String name() {
        String className = codec.getClass().getName();
        String id = codec.id();
        return "codec " + className + (id.equals(className) ? "" : " (" + id + ")");
    }
}
