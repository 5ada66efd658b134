package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Streams of bytes that their number and position determine, and that are nowhere as a whole. */
final class GeneratedBytes {
    private GeneratedBytes() {}

    /** Returns a stream of so many bytes, which it gives in parts of no regular length. */
    static InputStream stream(int number, long length) {
        return new InputStream() {
            private long at;

            @Override
            public int read() {
                return at == length ? -1 : byteAt(number, at++) & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int most) {
                if (at == length) {
                    return -1;
                }
                int now = (int) Math.min(Math.min(most, 1 + at % 7_919), length - at);
                for (int i = 0; i < now; i++) {
                    target[offset + i] = byteAt(number, at++);
                }
                return now;
            }
        };
    }

    static byte[] bytes(int number, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        try {
            stream(number, length).transferTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Checks each byte that it is given, and counts them. */
    static final class Sink extends OutputStream {
        private final int number;
        private long count;

        Sink(int number) {
            this.number = number;
        }

        long count() {
            return count;
        }

        @Override
        public void write(int value) {
            if ((byte) value != byteAt(number, count)) {
                assertEquals(byteAt(number, count), (byte) value, "byte " + count);
            }
            count++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            for (int i = 0; i < length; i++) {
                write(source[offset + i]);
            }
        }
    }

    private static byte byteAt(int number, long position) {
        return (byte) ((position ^ position >>> 8 ^ position >>> 17) * 31 + number);
    }
}
