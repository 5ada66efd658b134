package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A file of accesses for {@code sizing --trace}: the decimal id of a key a line, ids given by first appearance, gzipped
 * if the name ends with {@code .gz}. Safe for any number of threads: a short lock keeps the order and one buffer of
 * fixed size.
 */
final class AccessLog implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LONGEST_LINE = 20;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private long nextId;
    private boolean closed;

    /** Makes the file; one that is there is refused. */
    AccessLog(Path file) throws IOException {
        OutputStream plain;
        try {
            plain = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("the file '" + file + "' is there already; name another to record to", e);
        }
        out = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")
                ? new GZIPOutputStream(plain, BUFFER_BYTES)
                : plain;
    }

    /** One key; it gets its id when it is first accessed. */
    final class Key {
        private long id = -1;

        /** Writes a line; fails with {@link UncheckedIOException} if the disk does. */
        void accessed() {
            synchronized (AccessLog.this) {
                if (id < 0) {
                    id = nextId++;
                }
                append(id);
            }
        }
    }

    private void append(long id) {
        if (closed) {
            throw new IllegalStateException("the record of accesses is closed");
        }
        if (used + LONGEST_LINE > BUFFER_BYTES) {
            try {
                flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the accesses cannot be recorded", e);
            }
        }
        int digits = 1;
        for (long rest = id; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = id;
        for (int at = used + digits - 1; at >= used; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += digits;
        buffer[used++] = '\n';
    }

    private void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    /** Writes what is left. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            flush();
        }
    }
}
