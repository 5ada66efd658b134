package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Rounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed, at any moment, also with Chronicle's lock in its hands, costs nobody else anything. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it refuses to replace a mapped file, as each round does")
class KilledWriterTest {
    private static final int ROUNDS = Rounds.of(20);
    private static final long MAX_BYTES = 8 << 20;
    private static final int MAX_ENTRIES = 16;
    private static final int LENGTH = 300_000;
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    /** The limit is far below the 60 s that Chronicle would wait in each round. */
    @Test
    @Timeout(value = 150, unit = TimeUnit.SECONDS)
    void shouldRecoverWhatWasStoredBeforeTheKill() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("values");
        Path stored = folder.resolve("stored");
        long free;
        try (ChronicleLargeValueStore values = ChronicleLargeValueStore.persistedTo(file, MAX_BYTES, MAX_ENTRIES)) {
            free = values.freePieces();
        }
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + seed + ", round " + round;
            Files.deleteIfExists(stored);
            int millis = round % 2 == 0 ? -1 : random.nextInt(100);

            ChildJvm.Result result = new ChildJvm(Writer.class, folder)
                    .neededFlags()
                    .largeValueFlags()
                    .flags("-Xshare:auto", "-XX:TieredStopAtLevel=1")
                    .arguments(file.toString(), stored.toString(), String.valueOf(millis))
                    .run();

            assertEquals(KILLED, result.exitCode(), () -> where + ": " + result.describe());
            try (ChronicleLargeValueStore values = ChronicleLargeValueStore.persistedTo(file, MAX_BYTES, MAX_ENTRIES)) {
                List<LargeValueRef> references = references(stored);
                values.retainOnly(references);
                assertTrue(!references.isEmpty(), where);
                for (LargeValueRef reference : references) {
                    assertArrayEquals(Writer.value(reference.id()), values.read(reference), where);
                    values.remove(reference);
                }
                assertEquals(free, values.freePieces(), where);
                values.remove(StoredValues.store(values, new byte[LENGTH]));
            }
        }
    }

    private static List<LargeValueRef> references(Path stored) throws IOException {
        List<LargeValueRef> references = new ArrayList<>();
        for (String line : Files.readAllLines(stored)) {
            String[] parts = line.split(" ");
            if (parts.length == 4) { // else the kill cut it off
                references.add(new LargeValueRef(
                        Long.parseLong(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2])));
            }
        }
        return references;
    }

    /**
     * Stores a few values, notes their references, and goes on storing and giving up others until it kills itself: so
     * many milliseconds later, or with less than 0 while it holds the lock.
     */
    static final class Writer {
        private Writer() {}

        /** Runs in the child. */
        public static void main(String[] args) throws Exception {
            ChronicleLargeValueStore values =
                    ChronicleLargeValueStore.persistedTo(Path.of(args[0]), MAX_BYTES, MAX_ENTRIES);
            values.retainOnly(List.of());
            for (int i = 0; i < 4; i++) {
                long next = values.nextId() + (1 << 20);
                LargeValueRef reference = StoredValues.store(values, value(next));
                String line = reference.id() + " " + reference.length() + " " + reference.checksum() + " .\n";
                Files.write(
                        Path.of(args[1]),
                        line.getBytes(StandardCharsets.US_ASCII),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            int millis = Integer.parseInt(args[2]);
            try (PieceWriter unfinished = values.writer(bytes -> {})) {
                unfinished.write(new byte[LENGTH], 0, LENGTH);
                if (millis < 0) {
                    values.forEachKey(key -> killMe());
                }
            }
            long end = System.nanoTime() + millis * 1_000_000L;
            Thread killer = new Thread(() -> {
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                killMe();
            });
            killer.start();
            while (killer.isAlive()) {
                values.remove(StoredValues.store(values, new byte[LENGTH]));
            }
        }

        static byte[] value(long id) {
            byte[] value = new byte[LENGTH];
            new Random(id).nextBytes(value);
            return value;
        }

        private static void killMe() {
            try {
                new ProcessBuilder(
                                "kill",
                                "-KILL",
                                String.valueOf(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("cannot kill itself", e);
            }
        }
    }
}
