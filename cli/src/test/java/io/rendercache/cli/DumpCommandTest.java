package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.internal.layout.SlotDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entries of real caches' files, in the words of their codecs. */
class DumpCommandTest {
    @TempDir
    Path folder;

    @Test
    void shouldPrintTextAndNumbers() {
        Path file = MadeFiles.text(folder);

        Tool.Result result = Tool.run("dump", file);

        assertEquals(0, result.code(), result::toString);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < MadeFiles.TEXT_ENTRIES; i++) {
            expected.add("\"key-" + i + "\" = " + i);
        }
        assertEquals(expected, new HashSet<>(result.lines()));
        assertEquals(MadeFiles.TEXT_ENTRIES, result.lines().size());
    }

    @Test
    void shouldPrintNoMoreThanIsAskedFor() {
        Path file = MadeFiles.text(folder);

        assertEquals(3, Tool.run("dump", file, "--limit", "3").lines().size());
        assertEquals(0, Tool.run("dump", file, "--limit=0").lines().size());
        assertEquals(
                List.of("\"key-0\""),
                Tool.run("dump", file, "--limit=1", "--keys-only").lines());
        assertEquals(2, Tool.run("dump", file, "--limit=-1").code());
    }

    @Test
    void shouldPrintJobsAndDirectories() throws IOException {
        Path file = MadeFiles.frames(folder);

        Tool.Result result = Tool.run("dump", file, "--json");

        assertEquals(0, result.code(), result::toString);
        Set<Object> expected = new HashSet<>();
        for (int job = 0; job < MadeFiles.JOBS; job++) {
            for (int directory = 0; directory <= job; directory++) {
                expected.add(Map.of(
                        "job",
                        "job-" + job,
                        "directory",
                        MadeFiles.frameDirectory(folder, directory).toString()));
            }
        }
        Set<Object> found = new HashSet<>();
        for (String line : result.lines()) {
            Map<?, ?> entry = JsonText.object(line);
            found.add(entry.get("key"));
            assertEquals(7L, entry.get("value"));
        }
        assertEquals(expected, found);
    }

    @Test
    void shouldPrintLabels() {
        Path file = MadeFiles.labels(folder);

        Tool.Result result = Tool.run("dump", file, "--json");

        assertEquals(0, result.code(), result::toString);
        List<Object> rows = new ArrayList<>();
        for (String line : result.lines()) {
            Map<?, ?> entry = JsonText.object(line);
            Map<?, ?> key = (Map<?, ?>) entry.get("key");
            long row = (Long) key.get("row");
            rows.add(row);
            assertEquals(MadeFiles.LABEL_PATH, key.get("embeddings"));
            assertEquals(3L, key.get("topK"));
            assertEquals(Map.of("modifiedNanos", 11L, "changedNanos", 12L, "size", 13L), key.get("embeddingsStamp"));
            assertEquals(Map.of("modifiedNanos", 0L, "changedNanos", 0L, "size", -1L), key.get("vocabularyStamp"));
            assertEquals(
                    Map.of("label", "label " + row, "score", row / 4.0, "alternates", List.of("other", "third")),
                    entry.get("value"));
        }
        assertEquals(5, rows.size());
    }

    @Test
    void shouldPrintWhatTheCodecDoesNotTellInHex() {
        Path file = folder.resolve("own.rc");
        try (BoundedLru<String, byte[]> cache = BoundedLru.builder(new OwnCodec(), Codecs.bytes())
                .maxEntries(4)
                .mappedTo(file)
                .build()) {
            cache.put("ab", new byte[] {0, (byte) 0xFF});
        }

        assertEquals(List.of("0x6162 = 0x00ff"), Tool.run("dump", file).lines());
        assertEquals(
                Map.of("slot", 1L, "key", Map.of("hex", "6162"), "value", Map.of("hex", "00ff")),
                JsonText.object(Tool.run("dump", file, "--json").out()));
    }

    @Test
    void shouldLetNoKeyDriveTheTerminal() {
        Path file = folder.resolve("hostile.rc");
        String hostile = "\u001b]0;owned\u0007\r\n\u009b31m\u202etxt\u200b\u2028\ufeff\"\\ \u00e4\ud83d\ude00";
        try (BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(4)
                .mappedTo(file)
                .build()) {
            cache.put(hostile, hostile);
        }

        Tool.Result text = Tool.run("dump", file);
        Tool.Result json = Tool.run("dump", file, "--json");

        assertEquals(1, text.lines().size(), text::toString);
        String shown = text.lines().get(0);
        assertTrue(
                shown.startsWith("\"\\u001b]0;owned\\u0007\\u000d\\u000a\\u009b31m\\u202etxt\\u200b\\u2028\\ufeff"
                        + "\\\"\\\\ \u00e4\ud83d\ude00\" = "),
                shown);
        assertFalse(shown.chars().anyMatch(Character::isISOControl), shown);
        Map<?, ?> entry = JsonText.object(json.out());
        assertEquals(hostile, entry.get("key"));
        assertEquals(hostile, entry.get("value"));
    }

    @Test
    void shouldNotTakeBrokenTextForAnother() throws IOException {
        Path file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.put(bytes.slot(1) + 24, (byte) 0xFF);
        bytes.seal(1).store(file);

        assertEquals(
                List.of("0xff65792d30 = 0"), Tool.run("dump", file, "--limit=1").lines());
    }

    @Test
    void shouldMakeNoRoomForMoreAlternatesThanThereAreBytes() throws IOException {
        Path file = MadeFiles.labels(folder);
        FileBytes bytes = new FileBytes(file);
        ByteBuffer codecs = bytes.bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        int label = bytes.slot(1) + SlotDescriptor.value(bytes.keyBytes(1)) + Double.BYTES;
        int alternates = label + Integer.BYTES + codecs.getInt(label);
        assertEquals(2, codecs.getInt(alternates));
        codecs.putInt(alternates, Integer.MAX_VALUE);
        bytes.seal(1).store(file);

        Tool.Result result = Tool.run("dump", file, "--limit=1");

        assertEquals(0, result.code(), result::toString);
        assertTrue(result.lines().get(0).contains(" = 0x"), result::toString);
        assertEquals(1, Tool.run("verify", file, "--level=full").code());
    }

    /** A codec that the tool has not heard of. */
    private static final class OwnCodec implements Codec<String> {
        @Override
        public int encodedLength(String value) {
            return value.length();
        }

        @Override
        public void encode(String value, byte[] target, int offset) {
            System.arraycopy(value.getBytes(StandardCharsets.US_ASCII), 0, target, offset, value.length());
        }

        @Override
        public String decode(byte[] source, int offset, int length) {
            return new String(source, offset, length, StandardCharsets.US_ASCII);
        }
    }
}
