package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.SelfVerifying;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large values in a file of their own: kept over restarts, and counted as lost where they are. */
class MappedLargeValuesTest {
    private static final int LARGE = 10;
    private static final int SMALL = 10;

    @TempDir
    Path folder;

    private BoundedLru.Builder<String, byte[]> builder() {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(32)
                .inlineValueBytes(64)
                .maxValueBytes(100_000)
                .maxBytes(2_000_000)
                .mappedTo(folder.resolve("cache"));
    }

    private Path largeFile() {
        return folder.resolve("cache.large");
    }

    private static String largeKey(int i) {
        return "large " + i;
    }

    /** Of one to four pieces. */
    private static byte[] largeValue(int i) {
        byte[] value = new byte[5_000 + i * 5_500];
        new Random(i).nextBytes(value);
        return value;
    }

    private long fill() {
        try (BoundedLru<String, byte[]> cache = builder().build()) {
            for (int i = 0; i < LARGE; i++) {
                cache.put(largeKey(i), new byte[90_000]);
                cache.put(largeKey(i), largeValue(i));
            }
            for (int i = 0; i < SMALL; i++) {
                cache.put("small " + i, SelfVerifying.bytes("small " + i, i, 64));
            }
            return cache.stats().heldBytes();
        }
    }

    @Test
    void shouldKeepLargeValues() {
        long held = fill();

        for (int opening = 0; opening < 3; opening++) {
            try (BoundedLru<String, byte[]> cache = builder().build()) {
                assertEquals(held, cache.stats().heldBytes());
                assertEquals(LARGE + SMALL, cache.stats().recovered());
                for (int i = 0; i < LARGE; i++) {
                    assertArrayEquals(largeValue(i), cache.get(largeKey(i)));
                }
                assertTrue(cache.asMap().replace(largeKey(1), largeValue(1), largeValue(2)));
                assertTrue(cache.asMap().replace(largeKey(1), largeValue(2), largeValue(1)));
                assertEquals(0, cache.stats().discarded());
            }
        }
    }

    @Test
    void shouldCountEntriesWhoseFileIsGone() throws IOException {
        fill();
        Files.delete(largeFile());

        try (BoundedLru<String, byte[]> cache = builder().build()) {
            assertEquals(LARGE, cache.stats().discarded());
            assertEquals(SMALL, cache.stats().recovered());
            checkOnlySmallAreLeft(cache);
            cache.put(largeKey(0), largeValue(0));
            assertArrayEquals(largeValue(0), cache.get(largeKey(0)));
        }
        try (BoundedLru<String, byte[]> cache = builder().build()) {
            assertEquals(0, cache.stats().discarded());
            assertArrayEquals(largeValue(0), cache.get(largeKey(0)));
        }
    }

    @Test
    void shouldNeverReturnAValueWhoseBytesChanged() throws IOException {
        fill();
        int changed = 0;
        try (FileChannel channel = FileChannel.open(largeFile(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] bytes = Files.readAllBytes(largeFile());
            for (int i = 0; i < LARGE; i += 2) {
                byte[] middle = Arrays.copyOfRange(largeValue(i), 2_000, 2_064);
                int at = indexOf(bytes, middle);
                channel.write(ByteBuffer.wrap(new byte[] {(byte) ~middle[0]}), at);
                changed++;
            }
        }

        try (BoundedLru<String, byte[]> cache = builder().build()) {
            assertEquals(0, cache.stats().discarded());
            for (int i = 0; i < LARGE; i++) {
                byte[] found = cache.get(largeKey(i));
                if (i % 2 == 0) {
                    assertNull(found, largeKey(i));
                } else {
                    assertArrayEquals(largeValue(i), found, largeKey(i));
                }
            }
            assertEquals(changed, cache.stats().discarded());
            assertEquals(LARGE - changed + SMALL, cache.size());
            cache.clear();
            assertEquals(0, cache.stats().heldBytes());
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (bytes[at] == part[0] && Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("a value does not stand in the file as it was put");
    }

    @Test
    void shouldRefuseOrSetAsideAFileOfLargeValuesThatIsNone() throws IOException {
        fill();
        Files.write(largeFile(), new byte[5_000]);

        IncompatibleCacheFileException refused = assertThrows(
                IncompatibleCacheFileException.class, () -> builder().build());

        assertEquals(largeFile(), refused.file());
        try (BoundedLru<String, byte[]> cache =
                builder().onIncompatible(OnIncompatible.RECREATE).build()) {
            assertEquals(LARGE, cache.stats().discarded());
            checkOnlySmallAreLeft(cache);
        }
        assertArrayEquals(new byte[5_000], Files.readAllBytes(folder.resolve("cache.large.incompatible-1")));
    }

    @Test
    void shouldRefuseFileWhoseSlotsHoldLongerValues() {
        BoundedLru.Builder<String, byte[]> inSlots = BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(10)
                .maxValueBytes(300)
                .mappedTo(folder.resolve("in-slots"));
        inSlots.build().close();

        IncompatibleCacheFileException refused = assertThrows(
                IncompatibleCacheFileException.class,
                () -> inSlots.inlineValueBytes(64).build());

        assertTrue(refused.getMessage().contains("inlineValueBytes"), refused.getMessage());
    }

    @Test
    void shouldSetBothFilesAsideTogether() {
        fill();

        try (BoundedLru<String, byte[]> cache =
                builder().maxEntries(33).onIncompatible(OnIncompatible.RECREATE).build()) {
            assertEquals(0, cache.size());
            cache.put("new", largeValue(3));
        }

        try (BoundedLru<String, byte[]> cache =
                builder().mappedTo(folder.resolve("cache.incompatible-1")).build()) {
            assertEquals(0, cache.stats().discarded());
            assertArrayEquals(largeValue(9), cache.get(largeKey(9)));
            assertFalse(cache.containsKey("new"));
        }
    }

    private static void checkOnlySmallAreLeft(BoundedLru<String, byte[]> cache) {
        cache.engine().validate();
        assertEquals(SMALL, cache.size());
        long bytes = 0;
        for (int i = 0; i < SMALL; i++) {
            byte[] value = cache.get("small " + i);
            SelfVerifying.check("small " + i, value, 64);
            bytes += 7 + value.length;
        }
        assertEquals(bytes, cache.stats().heldBytes());
    }
}
