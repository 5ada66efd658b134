package io.rendercache.cli;

import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.IOException;
import java.nio.file.Path;

/** A process that does nothing, to stand in a file's header as the one that has it open. */
final class Bystander implements AutoCloseable {
    private final Process process;

    Bystander() throws IOException {
        process = new ProcessBuilder("sleep", "600").start();
    }

    long pid() {
        return process.pid();
    }

    /** Writes into a closed file that this process opened it just now. */
    void claim(Path file) throws IOException {
        claim(file, System.currentTimeMillis());
    }

    void claim(Path file, long openedEpochMillis) throws IOException {
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putInt(HeaderDescriptor.STATE, HeaderDescriptor.OPEN);
        bytes.bytes.putLong(HeaderDescriptor.HOLDER_PID, pid());
        bytes.bytes.putLong(HeaderDescriptor.OPENED_AT, openedEpochMillis);
        bytes.store(file);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
