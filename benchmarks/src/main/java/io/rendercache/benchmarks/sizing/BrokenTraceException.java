package io.rendercache.benchmarks.sizing;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A trace that is cut off or garbled; the message says where, in bytes after unpacking. */
final class BrokenTraceException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    BrokenTraceException(Path file, long offsetBytes, String what) {
        super("the trace '" + file + "' is broken at byte " + offsetBytes + " of its unpacked content: " + what);
    }
}
