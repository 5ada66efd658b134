package io.rendercache.cli;

import static io.rendercache.internal.layout.SlotDescriptor.KEY;
import static io.rendercache.internal.layout.SlotDescriptor.LENGTHS;
import static io.rendercache.internal.layout.SlotDescriptor.VERSION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.internal.layout.ClockDescriptor;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound is what a cache would lose nothing of; the cache itself is asked for comparison. */
class VerifyCommandTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void make() {
        file = MadeFiles.text(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "slots", "full"})
    void shouldFindRealFilesSound(String level) throws IOException {
        for (Path made : new Path[] {file, MadeFiles.frames(folder), MadeFiles.labels(folder)}) {
            Tool.Result result = Tool.run("verify", "--level", level, made);

            assertEquals(0, result.code(), result::toString);
            assertEquals("sound", result.part("verdict"));
            assertEquals("none", result.part("problems"));
        }
    }

    @Test
    void shouldCountSlotsByTheirState() {
        Tool.Result result = Tool.run("verify", file);

        assertEquals("entries 24, given back 1, never used 7, torn 0, damaged 0", result.part("slots"));
    }

    @Test
    void shouldFindEachByteThatWasChangedInAnEntry() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        FileBytes bytes = new FileBytes(file);
        int entryBytes = KEY + 16;
        for (int at = LENGTHS; at < entryBytes; at++) {
            bytes.bytes.put(bytes.slot(3) + at, (byte) (bytes.bytes.get(bytes.slot(3) + at) ^ 0x10));
            bytes.store(file);

            Tool.Result result = Tool.run("verify", file);

            assertEquals(1, result.code(), result::toString);
            assertTrue(result.part("problems").startsWith("slot 3: "), result::toString);
            bytes.bytes.put(0, whole);
        }
    }

    @Test
    void shouldReadNothingBeyondASlot() throws IOException {
        int[] lengths = {41, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -2};
        for (int keyBytes : lengths) {
            assertDamage(
                    "key and value have",
                    bytes -> bytes.bytes.putLong(bytes.slot(32) + LENGTHS, SlotDescriptor.lengths(keyBytes, 8)),
                    32);
            assertDamage(
                    "key and value have",
                    bytes -> bytes.bytes.putLong(
                            bytes.slot(32) + LENGTHS, SlotDescriptor.lengths(8, keyBytes | 1 << 20)),
                    32);
        }
    }

    @Test
    void shouldCallLossWhatACacheWouldDiscard() throws IOException {
        assertDamage(
                "were being written when their process ended",
                bytes -> bytes.bytes.putLong(bytes.slot(5) + VERSION, 3),
                0);
        assertEquals(1, discarded());
        assertDamage("it was never used", bytes -> bytes.bytes.putLong(bytes.slot(5) + VERSION, 0), 5);
        assertEquals(1, discarded());
    }

    @Test
    void shouldFindAKeyThatStandsTwice() throws IOException {
        FileBytes bytes = new FileBytes(file);
        byte[] copy = new byte[bytes.slotBytes()];
        bytes.bytes.get(bytes.slot(2), copy);
        bytes.bytes.put(bytes.slot(9), copy);
        bytes.store(file);

        assertEquals(0, Tool.run("verify", file).code());
        Tool.Result result = Tool.run("verify", "--level=full", file);

        assertEquals(1, result.code(), result::toString);
        assertEquals("1", result.part("keys twice"));
        assertTrue(
                result.part("problems")
                        .contains(
                                "slots 2 and 9 have the same key; a cache that opens the file keeps the one used later"),
                result::toString);
        assertEquals(1, discarded());
    }

    @Test
    void shouldFindWhatTheCodecDidNotWrite() throws IOException {
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.put(bytes.slot(4) + KEY, (byte) 0xC0);
        bytes.seal(4).store(file);

        assertEquals(0, Tool.run("verify", file).code());
        Tool.Result result = Tool.run("verify", "--level=full", file);

        assertEquals(1, result.code(), result::toString);
        assertTrue(result.part("problems").contains("slot 4: its key is none of the codec's"), result::toString);
    }

    @ParameterizedTest
    @CsvSource({"-1, 26", "26, -1", "26, 9223372036854775807", "562949953421312, 0"})
    void shouldFindAClockThatCannotBe(long number, long coarse) throws IOException {
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putLong(bytes.clockOffset() + ClockDescriptor.NUMBER, number);
        bytes.bytes.putLong(bytes.clockOffset() + ClockDescriptor.COARSE, coarse);
        bytes.store(file);

        assertEquals(0, Tool.run("verify", file).code());
        Tool.Result result = Tool.run("verify", "--level=full", file);

        assertEquals(1, result.code(), result::toString);
        assertEquals("1", result.part("problem count"));
        assertEquals(
                "its clock is at " + number + " in a tick that ends at " + coarse
                        + ", which cannot be; a cache that opens the file loses the order, no entry",
                result.part("problems"));
        assertEquals(0, discarded());
        assertEquals(0, Tool.run("verify", "--level=full", file).code(), "the cache did not set the clock right");
    }

    @Test
    void shouldFindAStateThatNobodyWrites() throws IOException {
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putInt(HeaderDescriptor.STATE, 9);
        bytes.store(file);

        Tool.Result result = Tool.run("verify", "--level=header", file);

        assertEquals(1, result.code(), result::toString);
        assertTrue(result.part("problems").contains("its state is 9"), result::toString);
    }

    @Test
    void shouldFindAValueOutOfLineWhereTheCacheKeepsNone() throws IOException {
        FileBytes bytes = new FileBytes(file);
        long lengths = bytes.bytes.getLong(bytes.slot(4) + LENGTHS);
        bytes.bytes.putLong(bytes.slot(4) + LENGTHS, lengths | 1L << 31);
        bytes.seal(4).store(file);

        Tool.Result result = Tool.run("verify", file);

        assertEquals(1, result.code(), result::toString);
        assertTrue(result.part("problems").contains("where this cache keeps none"), result::toString);
    }

    @Test
    void shouldTellOnlyTheFirstOfManyProblems() throws IOException {
        FileBytes bytes = new FileBytes(file);
        for (int slot = 1; slot <= MadeFiles.TEXT_ENTRIES; slot++) {
            bytes.bytes.putLong(bytes.slot(slot) + KEY, slot);
        }
        bytes.store(file);

        Tool.Result result = Tool.run("verify", file);

        assertEquals("24", result.part("problem count"));
        assertEquals("4", result.part("problems not told"));
    }

    private void assertDamage(String words, Consumer<FileBytes> damage, int slot) throws IOException {
        FileBytes bytes = new FileBytes(MadeFiles.text(Files.createTempDirectory(folder, "damaged")));
        damage.accept(bytes);
        bytes.store(file);
        if (slot == 32) {
            bytes.bytes.putLong(bytes.slot(32) + VERSION, 2);
            bytes.store(file);
        }

        Tool.Result result = Tool.run("verify", "--level=full", file);

        assertEquals(1, result.code(), result::toString);
        assertTrue(result.part("problems").contains(words), result::toString);
        assertTrue(slot == 0 || result.part("problems").startsWith("slot " + slot + ": "), result::toString);
    }

    /** Returns how many entries the cache itself finds lost. */
    private long discarded() {
        try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
            return cache.stats().discarded();
        }
    }
}
