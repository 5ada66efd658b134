package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the header says, and what is said of files whose header says nothing. */
class InfoCommandTest {
    @TempDir
    Path folder;

    @Test
    void shouldTellWhatTheHeaderSays() throws IOException {
        Path file = MadeFiles.text(folder);
        Files.writeString(folder.resolve("text.rc.ended"), "x");

        Tool.Result result = Tool.run("info", file);

        assertEquals(0, result.code(), result::toString);
        assertEquals("2", result.part("layout"));
        assertEquals("utf8", result.part("keys"));
        assertEquals("int64", result.part("values"));
        assertEquals("32", result.part("max entries"));
        assertEquals("40", result.part("max key bytes"));
        assertEquals("nobody; it was closed properly", result.part("holder"));
        assertEquals(Long.toString(Files.size(file)), result.part("bytes"));
        assertTrue(result.part("beside").contains("text.rc.ended, bytes 1"), result::toString);
        assertEquals("", result.err());
    }

    @Test
    void shouldTellTheSameAsJson() {
        Path file = MadeFiles.text(folder);

        Tool.Result result = Tool.run("info", file, "--json");

        assertEquals(0, result.code(), result::toString);
        Map<?, ?> tree = JsonText.object(result.out());
        assertEquals(file.toString(), tree.get("file"));
        assertEquals("utf8", tree.get("keys"));
        assertEquals(32L, tree.get("maxEntries"));
        assertEquals(Map.of("clean", true, "state", 0L, "process", 0L, "lives", false), tree.get("holder"));
    }

    @Test
    void shouldNameTheProcessThatLeftTheFileOpen() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putInt(HeaderDescriptor.STATE, HeaderDescriptor.OPEN);
        bytes.bytes.putLong(HeaderDescriptor.HOLDER_PID, Integer.MAX_VALUE);
        bytes.store(file);

        Tool.Result result = Tool.run("info", file);

        assertEquals(0, result.code(), result::toString);
        assertEquals("process 2147483647, which is not running here", result.part("holder"));
        assertEquals("1970-01-01T00:00:00Z", result.part("opened"));
    }

    @Test
    void shouldTellAnotherLayoutAndByteOrderFromDamage() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putInt(HeaderDescriptor.LAYOUT_VERSION, 1);
        bytes.seal().store(folder.resolve("earlier"));
        bytes.bytes.putInt(HeaderDescriptor.LAYOUT_VERSION, 3);
        bytes.seal().store(folder.resolve("later"));
        bytes.bytes.putInt(HeaderDescriptor.LAYOUT_VERSION, Integer.reverseBytes(2));
        bytes.bytes.putInt(HeaderDescriptor.BYTE_ORDER_MARK, Integer.reverseBytes(HeaderDescriptor.MARK));
        bytes.seal().store(folder.resolve("order"));
        bytes.bytes.putInt(HeaderDescriptor.BYTE_ORDER_MARK, 7);
        bytes.seal().store(folder.resolve("mark"));

        assertFailure(4, "has layout version 1, not 2", Tool.run("info", folder.resolve("earlier")));
        assertFailure(4, "has layout version 3, not 2", Tool.run("info", folder.resolve("later")));
        assertFailure(4, "another byte order", Tool.run("info", folder.resolve("order")));
        assertFailure(1, "byte-order mark is 7", Tool.run("info", folder.resolve("mark")));
    }

    @Test
    void shouldSayInOneLineWhatIsNoFileOfACache() throws IOException {
        Path other = Files.writeString(folder.resolve("no\ncache"), "something else");
        Path empty = Files.createFile(folder.resolve("empty"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), other);

        assertFailure(1, "is not a Rendercache file", Tool.run("info", other));
        assertFailure(1, "is empty", Tool.run("info", empty));
        assertFailure(2, "is a symbolic link", Tool.run("info", link));
        assertFailure(2, "is a directory", Tool.run("info", folder));
        assertFailure(2, "does not exist", Tool.run("info", folder.resolve("missing")));
        // Java versions differ in what they call that.
        assertFailure(2, "inside", Tool.run("info", other.resolve("inside")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "stat", "verify", "dump"})
    void shouldSayAsJsonToo(String command) {
        Path missing = folder.resolve("missing");

        Tool.Result result = Tool.run(command, missing, "--json");

        assertFailure(2, "does not exist", result);
        Map<?, ?> tree = JsonText.object(result.out());
        assertEquals("usage", tree.get("verdict"));
        assertEquals(missing.toString(), tree.get("file"));
    }

    @Test
    void shouldRefuseSizesThatNoCacheHasThoughTheChecksumHolds() throws IOException {
        Path file = MadeFiles.text(folder);
        int[] fields = {
            HeaderDescriptor.MAX_ENTRIES,
            HeaderDescriptor.MAX_KEY_BYTES,
            HeaderDescriptor.INLINE_VALUE_BYTES,
            HeaderDescriptor.SLOT_BYTES,
            HeaderDescriptor.STRIPES,
            HeaderDescriptor.MAX_VALUE_BYTES,
            HeaderDescriptor.KEYS,
            HeaderDescriptor.VALUES
        };
        for (int field : fields) {
            for (int value : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30}) {
                FileBytes bytes = new FileBytes(file);
                bytes.bytes.putInt(field, value);
                bytes.seal().store(folder.resolve("hostile"));
                if (field == HeaderDescriptor.MAX_VALUE_BYTES && value > 0) {
                    continue; // large values, beside slots of any size
                }

                Tool.Result result = Tool.run("verify", "--level=full", folder.resolve("hostile"));

                assertFailure(1, "hostile", result);
            }
        }
    }

    @Test
    void shouldRefuseSlotsThatWouldNeedTooMuchMemory() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        int inline = 1 << 29;
        bytes.bytes.putInt(HeaderDescriptor.MAX_ENTRIES, 1);
        bytes.bytes.putInt(HeaderDescriptor.INLINE_VALUE_BYTES, inline);
        bytes.bytes.putInt(HeaderDescriptor.MAX_VALUE_BYTES, inline);
        bytes.bytes.putInt(HeaderDescriptor.SLOT_BYTES, inline + 128);
        long slots = inline + 128 + 4095 & -4096;
        bytes.bytes.putLong(HeaderDescriptor.FILE_BYTES, bytes.bytes.getLong(HeaderDescriptor.SLOTS_OFFSET) + slots);
        Path hostile = folder.resolve("hostile");
        bytes.seal().store(hostile);
        try (RandomAccessFile sparse = new RandomAccessFile(hostile.toFile(), "rw")) {
            sparse.setLength(bytes.bytes.getLong(HeaderDescriptor.FILE_BYTES));
        }

        assertFailure(2, "has slots of 536871040 bytes", Tool.run("verify", hostile));
    }

    private static void assertFailure(int code, String part, Tool.Result result) {
        assertEquals(code, result.code(), result::toString);
        assertEquals(1, result.err().lines().count(), result::toString);
        assertTrue(result.err().startsWith("rendercache: "), result::toString);
        assertTrue(result.err().contains(part), result::toString);
        assertTrue(result.err().contains("; "), () -> "no remedy in " + result);
    }
}
