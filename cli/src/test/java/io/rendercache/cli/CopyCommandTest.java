package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.internal.layout.SlotDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A copy of a closed cache's file is a file that the cache opens, with the same in it, or there is none. */
class CopyCommandTest {
    @TempDir
    Path folder;

    @Test
    void shouldCopyAllEntriesSoThatACacheOpensThem() {
        Path file = MadeFiles.text(folder);
        Path copy = folder.resolve("copy.rc");

        Tool.Result result = Tool.run("copy", file, copy);

        assertEquals(0, result.code(), result::toString);
        assertEquals("24", result.part("copied"));
        assertEquals("none", result.part("beside"));
        assertEquals(0, Tool.run("verify", "--level=full", copy).code());
        try (BoundedLru<String, Long> cache = MadeFiles.openText(copy)) {
            assertEquals(MadeFiles.TEXT_ENTRIES, cache.size());
            assertEquals(0, cache.stats().discarded());
            for (int i = 0; i < MadeFiles.TEXT_ENTRIES; i++) {
                assertEquals(i, cache.get("key-" + i));
            }
        }
    }

    @Test
    void shouldKeepTheOrder() {
        Path file = folder.resolve("text.rc");
        try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
            for (long i = 0; i < 3 * MadeFiles.TEXT_MAX_ENTRIES; i++) {
                cache.put("key-" + i, i);
                cache.get("key-" + (i - 20));
            }
        }
        Path copy = folder.resolve("copy.rc");

        assertEquals(0, Tool.run("copy", file, copy).code());

        assertEquals(evictionOrder(file), evictionOrder(copy));
    }

    @Test
    void shouldCopyTheFilesOfOtherCaches() throws IOException {
        for (Path file : List.of(MadeFiles.frames(folder), MadeFiles.labels(folder))) {
            Path copy = folder.resolve("copy of " + file.getFileName());

            Tool.Result result = Tool.run("copy", "--json", file, copy);

            assertEquals(0, result.code(), result::toString);
            assertEquals("sound", JsonText.object(result.out()).get("verdict"));
            assertEquals(
                    new TreeSet<>(Tool.run("dump", file).lines()),
                    new TreeSet<>(Tool.run("dump", copy).lines()));
        }
        MadeFiles.openFrames(folder.resolve("copy of frames.rc")).close();
        MadeFiles.openLabels(folder.resolve("copy of labels.rc")).close();
    }

    @Test
    void shouldWriteOverNothing() throws IOException {
        Path file = MadeFiles.text(folder);
        Path there = Files.writeString(folder.resolve("there"), "precious");
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing"));

        for (Path to : List.of(there, dangling, file, folder)) {
            Tool.Result result = Tool.run("copy", file, to);

            assertEquals(2, result.code(), result::toString);
            assertTrue(result.err().contains("exists, and is not written over; give another name"), result::toString);
        }

        assertEquals("precious", Files.readString(there));
        assertEquals(Set.of("text.rc", "there", "dangling"), names());
        assertEquals(0, Tool.run("verify", file).code());
    }

    @Test
    void shouldNotTakeANameThatWasTakenMeanwhile() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        try (AtomicFiles made = new AtomicFiles()) {
            made.begin(first);
            made.begin(second);
            Files.writeString(second, "came first");

            String message = "";
            try {
                made.publish();
            } catch (ToolException e) {
                message = String.valueOf(e.getMessage());
            }

            assertTrue(message.contains("second exists, and is not written over"), message);
        }
        assertEquals("came first", Files.readString(second));
        assertEquals(Set.of("second"), names());
    }

    @Test
    void shouldSayWhatIsWrongWithWhereItIsToGo() {
        Path file = MadeFiles.text(folder);

        Tool.Result noFolder = Tool.run("copy", file, folder.resolve("none/copy"));
        Tool.Result inFile = Tool.run("copy", file, file.resolve("copy"));

        for (Tool.Result result : List.of(noFolder, inFile)) {
            assertEquals(2, result.code(), result::toString);
            assertEquals(1, result.err().lines().count(), result::toString);
            assertEquals("", result.out());
        }
        assertTrue(noFolder.err().contains("there is no directory for"), noFolder::toString);
    }

    @Test
    void shouldBeForItsOwnerOnlyAndLeaveNothingElse() throws IOException {
        Path file = MadeFiles.text(folder);

        Tool.run("copy", file, folder.resolve("copy"));

        assertEquals(Set.of("text.rc", "copy"), names());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("copy"))));
    }

    @Test
    void shouldLeaveOutWhatIsDamaged() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putLong(bytes.slot(1) + SlotDescriptor.KEY, 7);
        bytes.bytes.putLong(bytes.slot(2) + SlotDescriptor.VERSION, 3);
        bytes.bytes.putLong(bytes.slot(4) + SlotDescriptor.VERSION, 0);
        bytes.store(file);
        Path copy = folder.resolve("copy");

        Tool.Result result = Tool.run("copy", file, copy);

        assertEquals(1, result.code(), result::toString);
        assertEquals("21", result.part("copied"));
        assertEquals("1", result.part("left out torn"));
        assertEquals("2", result.part("left out damaged"));
        assertEquals("damaged", result.part("verdict"));
        assertEquals(0, Tool.run("verify", "--level=full", copy).code());
        try (BoundedLru<String, Long> cache = MadeFiles.openText(copy)) {
            assertEquals(0, cache.stats().discarded());
            assertEquals(21, cache.size());
            assertEquals(2, cache.get("key-2"));
            for (int lost : new int[] {0, 1, 3}) {
                assertNull(cache.get("key-" + lost));
                cache.put("key-" + lost, 100L + lost);
                assertEquals(100L + lost, cache.get("key-" + lost));
            }
        }
    }

    @Test
    void shouldKeepOneOfAKeyThatStandsTwice() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        byte[] slot = new byte[bytes.slotBytes()];
        bytes.bytes.get(bytes.slot(2), slot);
        bytes.bytes.put(bytes.slot(9), slot);
        // Filed later, and with another value.
        bytes.bytes.putInt(bytes.slot(9) + SlotDescriptor.NUMBER, 25);
        bytes.bytes.putLong(bytes.slot(9) + SlotDescriptor.KEY + 8, 99);
        bytes.seal(9).store(file);
        Path copy = folder.resolve("copy");

        Tool.Result result = Tool.run("copy", file, copy);

        assertEquals("1", result.part("left out twice"), result::toString);
        assertEquals(0, Tool.run("verify", "--level=full", copy).code());
        assertTrue(Tool.run("dump", copy).lines().contains("\"key-1\" = 99"));
        try (BoundedLru<String, Long> cache = MadeFiles.openText(copy)) {
            assertEquals(99, cache.get("key-1"));
        }
    }

    /** Slot 2 is filed before slot 9; a stamp counts more than that. */
    @ParameterizedTest
    @CsvSource({"0, 0, 99", "24, 0, 1", "0, 9, 99", "24, 25, 99", "25, 24, 1"})
    void shouldKeepTheOneUsedLaterOfAKeyThatStandsTwice(int stamp, int otherStamp, long kept) throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        byte[] slot = new byte[bytes.slotBytes()];
        bytes.bytes.get(bytes.slot(2), slot);
        bytes.bytes.put(bytes.slot(9), slot);
        bytes.bytes.putInt(bytes.slot(2) + SlotDescriptor.STAMP, stamp);
        bytes.bytes.putInt(bytes.slot(9) + SlotDescriptor.STAMP, otherStamp);
        bytes.bytes.putInt(bytes.slot(9) + SlotDescriptor.NUMBER, 8);
        bytes.bytes.putLong(bytes.slot(9) + SlotDescriptor.KEY + 8, 99);
        bytes.seal(9).store(file);
        Path copy = folder.resolve("copy");

        Tool.run("copy", file, copy);

        try (BoundedLru<String, Long> cache = MadeFiles.openText(copy)) {
            assertEquals(kept, cache.get("key-1"));
            assertEquals(0, cache.stats().discarded());
        }
        try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
            assertEquals(kept, cache.get("key-1"), "what the cache itself keeps");
        }
    }

    @Test
    void shouldKeepTheClockSoThatEntriesKeepTheirAge() {
        Path file = MadeFiles.text(folder);
        Path copy = folder.resolve("copy");

        Tool.run("copy", file, copy);

        Tool.Result result = Tool.run("stat", copy);
        assertEquals("25", result.part("writes"), result::toString);
        assertEquals("24", result.part("oldest used writes ago"), result::toString);
    }

    @Test
    void shouldCopyAFileWithAClockThatCannotBe() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        Arrays.fill(bytes.bytes.array(), bytes.clockOffset(), bytes.slot(1), (byte) -1);
        bytes.store(file);
        Path copy = folder.resolve("copy");

        Tool.Result result = Tool.run("copy", file, copy);

        assertEquals("24", result.part("copied"), result::toString);
        assertEquals(0, Tool.run("verify", "--level=full", copy).code());
        assertEquals(evictionOrder(file), evictionOrder(copy));
    }

    @Test
    void shouldCopyNothingThatIsNoEntry() throws IOException {
        Path file = MadeFiles.text(folder);
        try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
            cache.put("a-long-key-with-a-secret-in-it", 1L);
            cache.remove("a-long-key-with-a-secret-in-it");
            cache.put("key", 2L);
        }
        Path copy = folder.resolve("copy");

        Tool.run("copy", file, copy);

        String original = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(original.contains("secret-in-it"), "the cache left nothing, so there is nothing to see here");
        assertFalse(Files.readString(copy, StandardCharsets.ISO_8859_1).contains("secret-in-it"));
    }

    @Test
    void shouldCopyLargeValuesToo() throws IOException {
        Path file = MadeFiles.large(folder);
        Path copy = folder.resolve("copy.rc");

        Tool.Result result = Tool.run("copy", file, copy);

        assertEquals(0, result.code(), result::toString);
        assertEquals(copy + ".large", result.part("beside"));
        assertEquals(0, Tool.run("verify", "--level=full", copy).code());
        try (BoundedLru<String, byte[]> cache = MadeFiles.openLarge(copy)) {
            assertEquals(0, cache.stats().discarded());
            for (int i = 0; i < MadeFiles.LARGE_ENTRIES; i++) {
                assertArrayEquals(MadeFiles.largeValue(i), cache.get("key-" + i));
            }
        }
    }

    @Test
    void shouldLeaveOutEntriesWhoseValuesAreMissing() throws IOException {
        Path file = MadeFiles.large(folder);
        Files.delete(folder.resolve("large.rc.large"));
        Path copy = folder.resolve("copy.rc");

        Tool.Result result = Tool.run("copy", file, copy);

        assertEquals(1, result.code(), result::toString);
        assertEquals("1", result.part("copied"));
        assertEquals("9", result.part("left out without value"));
        assertTrue(result.err().contains("large.rc.large is missing"), result::toString);
        try (BoundedLru<String, byte[]> cache = MadeFiles.openLarge(copy)) {
            assertEquals(1, cache.size());
        }
    }

    @Test
    void shouldNotCopyLargeValuesOfAnOpenCache() throws IOException {
        Path file = MadeFiles.large(folder);
        try (Bystander holder = new Bystander()) {
            holder.claim(file);

            Tool.Result result = Tool.run("copy", file, folder.resolve("copy.rc"));

            assertEquals(3, result.code(), result::toString);
            assertTrue(result.err().contains("in use by process " + holder.pid()), result::toString);
            assertTrue(result.err().contains("close it first"), result::toString);
        }
        assertEquals(Set.of("large.rc", "large.rc.large"), names());
    }

    @Test
    void shouldNoticeThatTheCacheWasOpenedWhileItWasCopied() throws IOException {
        Path file = MadeFiles.large(folder);
        String message = "";
        try (CacheReader reader = CacheReader.open(file)) {
            QuiescenceCheck rest = QuiescenceCheck.require(reader);
            rest.requireStill();

            MadeFiles.openLarge(file).close();
            try {
                rest.requireStill();
            } catch (ToolException e) {
                assertEquals(Verdict.IN_USE, e.verdict());
                message = String.valueOf(e.getMessage());
            }
        }

        assertTrue(message.contains("was opened meanwhile"), message);
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new HashSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    /** Returns the keys in the order in which inserts drive them out. */
    private static List<String> evictionOrder(Path file) {
        List<String> order = new ArrayList<>();
        try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
            List<String> left = new ArrayList<>(Map.copyOf(cache.asMap()).keySet());
            for (int i = 0; !left.isEmpty(); i++) {
                cache.put("new-" + i, 0L);
                for (String key : List.copyOf(left)) {
                    if (!cache.containsKey(key)) {
                        order.add(key);
                        left.remove(key);
                    }
                }
            }
        }
        return order;
    }
}
