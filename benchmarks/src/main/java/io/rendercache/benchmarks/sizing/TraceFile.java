package io.rendercache.benchmarks.sizing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** A trace on disk, read through one buffer of fixed size, never whole. */
final class TraceFile implements References {
    /** A whole number of records of each size. */
    private static final int BUFFER_BYTES = 24 << 11;

    private static final int LONGEST_SHOWN = 32;

    private final Path file;
    private final TraceFormat format;

    TraceFile(Path file, TraceFormat format) {
        this.file = file;
        this.format = format;
    }

    @Override
    public void forEach(Sink sink) throws IOException {
        try (InputStream raw = Files.newInputStream(file)) {
            if (format == TraceFormat.DECIMAL) {
                new Lines(raw).forEach(sink);
            } else {
                records(raw, sink);
            }
        }
    }

    private void records(InputStream raw, Sink sink) throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        ByteOrder order = format == TraceFormat.ORACLE_GENERAL ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        long offset = 0;
        int length;
        try (InputStream in = unpacked(raw)) {
            while ((length = fill(in, bytes, offset)) > 0) {
                int whole = length - length % format.recordBytes();
                for (int at = format.keyOffset(); at < whole; at += format.recordBytes()) {
                    sink.reference(format == TraceFormat.INT32 ? buffer.getInt(at) : buffer.getLong(at));
                }
                if (whole < length) {
                    throw new BrokenTraceException(
                            file,
                            offset + whole,
                            "the last record has " + (length - whole) + " bytes of " + format.recordBytes() + "; is it "
                                    + format + ", and whole?");
                }
                offset += length;
            }
        }
    }

    private int fill(InputStream in, byte[] bytes, long offset) throws IOException {
        int length = 0;
        try {
            int read;
            while (length < bytes.length && (read = in.read(bytes, length, bytes.length - length)) >= 0) {
                length += read;
            }
            return length;
        } catch (IOException e) {
            throw unpacking(offset + length, e);
        }
    }

    private InputStream unpacked(InputStream raw) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".gz")) {
                return new GZIPInputStream(raw, 1 << 16);
            }
            return name.endsWith(".xz") ? new XZInputStream(raw) : raw;
        } catch (IOException e) {
            throw unpacking(0, e);
        }
    }

    private BrokenTraceException unpacking(long offset, IOException cause) {
        String why = cause instanceof EOFException ? "the file ends too early" : String.valueOf(cause.getMessage());
        BrokenTraceException broken = new BrokenTraceException(file, offset, why);
        broken.initCause(cause);
        return broken;
    }

    /** Decimal lines, taken apart byte by byte: a line is never held, so that no line can be too long. */
    private final class Lines {
        private final InputStream raw;
        private final StringBuilder shown = new StringBuilder();
        private long lineStart;
        private long lineNumber = 1;
        private long key;
        private int digits;
        private boolean negative;
        private boolean comment;
        private boolean ended;

        Lines(InputStream raw) {
            this.raw = raw;
        }

        void forEach(Sink sink) throws IOException {
            byte[] bytes = new byte[BUFFER_BYTES];
            long offset = 0;
            int length;
            try (InputStream in = unpacked(raw)) {
                while ((length = fill(in, bytes, offset)) > 0) {
                    for (int i = 0; i < length; i++) {
                        if (bytes[i] == '\n') {
                            finish(sink);
                            lineStart = offset + i + 1;
                            lineNumber++;
                        } else if (!comment) {
                            take((char) (bytes[i] & 0xff));
                        }
                    }
                    offset += length;
                }
                finish(sink);
            }
        }

        private void take(char c) throws BrokenTraceException {
            boolean blank = c == ' ' || c == '\t' || c == '\r';
            if (blank) {
                ended = shown.length() > 0;
                return;
            }
            if (shown.length() < LONGEST_SHOWN) {
                shown.append(c >= ' ' && c < 0x7f ? c : '?');
            }
            if (c == '*' && shown.length() == 1) {
                comment = true;
            } else if (c == '-' && shown.length() == 1) {
                negative = true;
            } else if (c >= '0' && c <= '9' && !ended) {
                digit(c - '0');
            } else {
                throw notAKey();
            }
        }

        /** Counts below zero, where there is one number more. */
        private void digit(int digit) throws BrokenTraceException {
            if (key < Long.MIN_VALUE / 10 || key * 10 < Long.MIN_VALUE + digit) {
                throw notAKey();
            }
            key = key * 10 - digit;
            digits++;
        }

        private void finish(Sink sink) throws BrokenTraceException {
            if (!comment && shown.length() > 0) {
                if (digits == 0 || !negative && key == Long.MIN_VALUE) {
                    throw notAKey();
                }
                sink.reference(negative ? key : -key);
            }
            shown.setLength(0);
            key = 0;
            digits = 0;
            negative = false;
            comment = false;
            ended = false;
        }

        private BrokenTraceException notAKey() {
            return new BrokenTraceException(
                    file,
                    lineStart,
                    "line " + lineNumber + " begins with '" + shown + "', which is no decimal number of 64 bits");
        }
    }
}
