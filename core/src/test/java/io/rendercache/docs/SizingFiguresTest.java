package io.rendercache.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.FrameDirCache;
import io.rendercache.ImageLabelCache;
import io.rendercache.RenderCache;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What {@code docs/embedding.md} says of the memory that caches reserve is what they reserve. */
class SizingFiguresTest {
    private static final int TEN_MILLION = 10_000_000;

    @Test
    void shouldSayWhatEachCacheReserves() throws IOException {
        String page = page();

        assertRow(page, "FrameDirCache", FrameDirCache.create(), perEntry(1_000, SizingFiguresTest::frames));
        assertRow(page, "ImageLabelCache", ImageLabelCache.create(), perEntry(1_024, SizingFiguresTest::labels));
        assertRow(
                page,
                "BoundedLru",
                BoundedLru.builder(Codecs.utf8(), Codecs.utf8()).build(),
                "");
    }

    @Test
    void shouldSayWhatTenMillionEntriesTake() throws IOException {
        String page = page().replace('\n', ' ');

        assertContains(page, "ten million entries take " + gigabytes(256, 256) + " GB; ");
        assertContains(page, "with keys of 40 and values of 8 bytes, " + gigabytes(40, 8) + " GB.");
    }

    static void assertRow(String page, String name, RenderCache byDefault, String anEntry) {
        String row = page.lines()
                .filter(line -> line.startsWith("| `" + name + "` | ") && line.endsWith(" MB |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + name));
        assertEquals(megabytes(bytes(byDefault)), row.split(" \\| ")[2], row);
        assertContains(row.split(" \\| ")[1], anEntry);
    }

    static String page() throws IOException {
        return Files.readString(Pages.DOCS.resolve("embedding.md"));
    }

    private static RenderCache frames(int entries) {
        return FrameDirCache.builder().maxEntries(entries).build();
    }

    private static RenderCache labels(int entries) {
        return ImageLabelCache.builder().maxEntries(entries).build();
    }

    /** Returns what so many entries more take, each. */
    static String perEntry(int entries, IntFunction<RenderCache> cache) {
        double bytes = (double) (bytes(cache.apply(2 * entries)) - bytes(cache.apply(entries))) / entries;
        return String.format(Locale.ROOT, bytes < 10_000 ? "%.1f KB" : "%.0f KB", bytes / 1e3);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 10_000_000 ? "%.1f MB |" : "%.0f MB |", bytes / 1e6);
    }

    /** From a hundredth of them. */
    private static String gigabytes(int maxKeyBytes, int maxValueBytes) {
        long bytes = bytes(BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(TEN_MILLION / 100)
                .maxKeyBytes(maxKeyBytes)
                .maxValueBytes(maxValueBytes)
                .build());
        return String.format(Locale.ROOT, "%.1f", bytes * 100 / 1e9);
    }

    private static long bytes(RenderCache cache) {
        try (cache) {
            return cache.stats().offHeapBytes();
        }
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "docs/embedding.md does not say '" + part + "'");
    }
}
