package io.rendercache;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a process that will be killed was about to do with each key, and what it has done: numbers of values put, 0 for
 * a removal or nothing. In mapped memory, so that it outlives the process as the cache's own file does.
 */
final class KillJournal {
    private static final int INTENDED = 0;
    private static final int DONE = Integer.BYTES;
    private static final int STRIDE = 2 * Integer.BYTES;

    private final MappedByteBuffer rows;

    KillJournal(Path file, int keys) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            rows = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) keys * STRIDE);
        }
    }

    int intended(int key) {
        return rows.getInt(key * STRIDE + INTENDED);
    }

    int done(int key) {
        return rows.getInt(key * STRIDE + DONE);
    }

    void intend(int key, int number) {
        rows.putInt(key * STRIDE + INTENDED, number);
        VarHandle.fullFence();
    }

    void done(int key, int number) {
        VarHandle.fullFence();
        rows.putInt(key * STRIDE + DONE, number);
    }
}
