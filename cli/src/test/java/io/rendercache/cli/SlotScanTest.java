package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.SlotState;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a slot is waited for that is being written; the test writes it where the scan would pause. */
class SlotScanTest {
    private static final int SLOT = 5;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final AtomicInteger pauses = new AtomicInteger();
    private Path file;
    private long versionPosition;
    private long evenVersion;

    @BeforeEach
    void makeWithAHalfWrittenSlot() throws IOException {
        file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        versionPosition = bytes.slot(SLOT) + SlotDescriptor.VERSION;
        evenVersion = bytes.bytes.getLong((int) versionPosition);
        bytes.bytes.putLong((int) versionPosition, evenVersion - 1);
        bytes.store(file);
    }

    @Test
    void shouldWaitForASlotThatIsBeingWritten() throws IOException {
        try (Bystander holder = new Bystander()) {
            holder.claim(file);

            SlotState state = scan(3);

            assertEquals(SlotState.ENTRY, state);
            assertEquals(4, pauses.get());
        }
    }

    @Test
    void shouldGiveUpOnASlotThatStaysHalfWritten() throws IOException {
        try (Bystander holder = new Bystander()) {
            holder.claim(file);

            SlotState state = scan(Integer.MAX_VALUE);

            assertEquals(SlotState.TORN, state);
            assertEquals(SlotScan.ATTEMPTS, pauses.get());
        }
    }

    @Test
    void shouldNotWaitForAProcessThatHasEnded() throws IOException {
        SlotState state = scan(0);

        assertEquals(SlotState.TORN, state);
        assertEquals(0, pauses.get());
    }

    /** Its contents stay, so that its checksum always holds: only the version tells. */
    @Test
    void shouldReadAgainWhatMovedWhileItWasRead() throws Exception {
        try (Bystander holder = new Bystander();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            holder.claim(file);
            AtomicBoolean stop = new AtomicBoolean();
            finishWriting();
            Thread writer = new Thread(
                    () -> {
                        for (long version = evenVersion; !stop.get(); version += 2) {
                            writeVersion(channel, version);
                        }
                    },
                    "writer");
            writer.start();
            try {
                Threads.await("a slot that moved", LIMIT, () -> {
                    scanUnchecked();
                    return pauses.get() > 0;
                });
            } finally {
                stop.set(true);
                writer.join();
            }
        }
    }

    private void scanUnchecked() {
        try {
            scan(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Scans all; the slot is written to its end at this pause. */
    private SlotState scan(int writtenAtPause) throws IOException {
        SlotState[] seen = new SlotState[1];
        try (CacheReader reader = CacheReader.open(file)) {
            new SlotScan(reader, attempt -> {
                        pauses.incrementAndGet();
                        if (attempt == writtenAtPause) {
                            finishWriting();
                        }
                    })
                    .run(slot -> {
                        if (slot.slot() == SLOT) {
                            seen[0] = slot.state();
                        }
                        return true;
                    });
        }
        return seen[0];
    }

    private void finishWriting() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writeVersion(channel, evenVersion);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeVersion(FileChannel channel, long version) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(version).flip();
        try {
            channel.write(bytes, versionPosition);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
