package io.rendercache.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The standard output, which remembers whether it failed: a {@link java.io.PrintWriter} only says that it did. Does not
 * use {@link System#out}, which does not even say that.
 */
final class StandardOutput extends FilterOutputStream {
    private @Nullable IOException failure;
    private boolean hasWritten;

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
            hasWritten |= length > 0;
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        }
    }

    /** Returns whether anything could not be written. */
    boolean hasFailed() {
        return failure != null;
    }

    /**
     * Returns a line about the failure, or {@code null} if nothing failed, or the reader of the pipe stopped reading,
     * as {@code head} does.
     */
    @Nullable
    String complaint() {
        if (failure == null || hasWritten && isOfPipe(failure)) {
            return null;
        }
        return "the output could not be written: " + failure.getMessage()
                + "; see where the standard output goes, what was printed is not complete";
    }

    /** The message is the system's, in the user's language; but a pipe fails in one way only. */
    private static boolean isOfPipe(IOException failure) {
        if (String.valueOf(failure.getMessage()).contains("pipe")) {
            return true;
        }
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
            return target.toString().startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
