package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.golden.GoldenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files written by an earlier version are opened, and refused, as they were by that version. */
class GoldenFilesTest {
    private static final String ABSENT = "absent";
    private static final String LABEL_PATH = "/photos/\u00e4/embeddings.bin";

    @TempDir
    Path folder;

    static Stream<GoldenFile> opened() {
        return GoldenFile.all().stream().filter(golden -> !golden.expected().has("refused"));
    }

    static Stream<GoldenFile> ordered() {
        return opened().filter(golden -> !golden.expected().has("orderLost"));
    }

    static Stream<GoldenFile> refused() {
        return GoldenFile.all().stream().filter(golden -> golden.expected().has("refused"));
    }

    @Test
    void shouldHaveFilesOfEachKind() {
        List<String> kinds = GoldenFile.all().stream()
                .map(golden -> golden.expected().get("kind").getAsString())
                .distinct()
                .sorted()
                .toList();

        assertEquals(List.of("bytes", "curation", "frames", "labels", "large", "point", "text"), kinds);
        assertEquals(24, GoldenFile.all().size());
        assertEquals(15, ordered().count());
        assertEquals(8, refused().count());
    }

    @ParameterizedTest
    @MethodSource("opened")
    void shouldCountWhatTheFileHolds(GoldenFile golden) throws IOException {
        JsonObject expected = golden.expected();

        try (Opened opened = open(golden)) {
            CacheStats stats = opened.cache.stats();
            assertEquals(expected.get("recovered").getAsLong(), stats.recovered());
            assertEquals(expected.get("discarded").getAsLong(), stats.discarded());
            assertEquals(expected.get("heldBytes").getAsLong(), stats.heldBytes());
            assertEquals(entries(golden).size(), stats.size());
            if (opened.cache instanceof FrameDirCache frames) {
                assertEquals(entriesByJob(golden), frames.entriesByJob());
            }
            expected.getAsJsonObject("others")
                    .entrySet()
                    .forEach(other -> assertEquals(other.getValue().getAsString(), opened.read(other.getKey())));
            entries(golden).forEach(entry -> assertEquals(entry.value, opened.read(entry.key), entry.key));
            long lost = expected.has("discardedOnceRead")
                    ? expected.get("discardedOnceRead").getAsLong()
                    : stats.discarded();
            assertEquals(lost, opened.cache.stats().discarded());
        }
    }

    /** Opens a new copy for each number of evictions, since looking at an entry makes it the newest. */
    @ParameterizedTest
    @MethodSource("ordered")
    void shouldEvictInTheOrderOfTheFile(GoldenFile golden) throws IOException {
        List<Entry> entries = entries(golden);
        int free = golden.expected().get("maxEntries").getAsInt() - entries.size();

        for (int evictions = 0; evictions <= entries.size(); evictions++) {
            try (Opened opened = open(golden)) {
                for (int i = 0; i < free + evictions; i++) {
                    opened.filler.accept(i);
                }

                // From the newest on, so that no lookup that inserts can evict an entry that is still to be read.
                for (int i = entries.size() - 1; i >= 0; i--) {
                    Entry entry = entries.get(i);
                    assertEquals(
                            i < evictions ? opened.evicted : entry.value,
                            opened.read(entry.key),
                            entry.key + ", which is number " + i + " of the order, after " + evictions + " evictions");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseWithTheSameMessageAndLeaveTheFile(GoldenFile golden) throws IOException {
        Path copy = Files.createTempDirectory(folder, "refused");
        Path file = golden.unpackInto(copy);
        JsonObject expected = golden.expected();
        // A cache whose large values are refused has recovered its own file by then.
        Path refusedFile = golden.fileNames().size() == 1 ? file : copy.resolve(file.getFileName() + ".large");
        byte[] before = Files.readAllBytes(refusedFile);

        RuntimeException refusal =
                assertThrows(RuntimeException.class, () -> open(golden, file).close());

        assertEquals(expected.get("refused").getAsString(), refusal.getClass().getName());
        assertEquals(
                expected.get("message").getAsString(),
                String.valueOf(refusal.getMessage()).replace(copy.toString(), "<folder>"));
        assertArrayEquals(before, Files.readAllBytes(refusedFile));
    }

    /** A cache on a copy of a golden file, by the texts of keys and values that the expected contents use. */
    private static final class Opened implements AutoCloseable {
        private final RenderCache cache;
        private final Function<String, String> reader;
        private final IntConsumer filler;
        private final String evicted;

        Opened(RenderCache cache, Function<String, String> reader, IntConsumer filler, String evicted) {
            this.cache = cache;
            this.reader = reader;
            this.filler = filler;
            this.evicted = evicted;
        }

        String read(String key) {
            return reader.apply(key);
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    private record Entry(String key, String value) {}

    private Opened open(GoldenFile golden) throws IOException {
        return open(golden, golden.unpackInto(Files.createTempDirectory(folder, golden.name())));
    }

    private static Opened open(GoldenFile golden, Path file) {
        int maxEntries = golden.expected().get("maxEntries").getAsInt();
        return switch (golden.expected().get("kind").getAsString()) {
            case "text" ->
                lru(
                        BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                                .maxEntries(maxEntries)
                                .maxKeyBytes(40)
                                .maxValueBytes(Long.BYTES)
                                .mappedTo(file)
                                .build(),
                        key -> key,
                        number -> "filler-" + number,
                        0L);
            case "bytes" ->
                lru(
                        BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                                .maxEntries(maxEntries)
                                .maxKeyBytes(40)
                                .maxValueBytes(64)
                                .mappedTo(file)
                                .build(),
                        key -> key,
                        number -> "filler-" + number,
                        new byte[1]);
            case "point" ->
                lru(
                        BoundedLru.builder(new PointCodec(), Codecs.utf8())
                                .maxEntries(maxEntries)
                                .maxKeyBytes(40)
                                .maxValueBytes(64)
                                .mappedTo(file)
                                .build(),
                        Point::parse,
                        number -> new Point(-1, number),
                        "filler");
            case "large" ->
                lru(
                        BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                                .maxEntries(maxEntries)
                                .maxKeyBytes(40)
                                .maxValueBytes(1 << 17)
                                .inlineValueBytes(32)
                                .maxBytes(1 << 19)
                                .mappedTo(file)
                                .build(),
                        key -> key,
                        number -> "filler-" + number,
                        new byte[1]);
            case "frames" ->
                frames(FrameDirCache.builder()
                        .maxEntries(maxEntries)
                        .mappedTo(file)
                        .build());
            case "labels" ->
                labels(ImageLabelCache.builder()
                        .maxEntries(maxEntries)
                        .mappedTo(file)
                        .build());
            case "curation" ->
                curation(CurationResultCache.builder()
                        .maxResults(maxEntries)
                        .maxBytes(1 << 20)
                        .maxRunning(8)
                        .maxRemembered(16)
                        .mappedTo(file)
                        .build());
            default -> throw new AssertionError("no such kind of file: " + golden.expected());
        };
    }

    private static <K, V> Opened lru(
            BoundedLru<K, V> cache, Function<String, K> key, Function<Integer, K> filler, V filling) {
        return new Opened(
                cache,
                text -> text(cache.get(key.apply(text))),
                number -> cache.put(filler.apply(number), filling),
                ABSENT);
    }

    /** The directories are not there, so one that is listed anew has no frame. */
    private static Opened frames(FrameDirCache cache) {
        Map<String, JobScope> jobs = new HashMap<>();
        Function<String, JobScope> job = id -> jobs.computeIfAbsent(id, cache::openJob);
        return new Opened(
                cache,
                text -> {
                    String[] parts = text.split(" ", 2);
                    return text(job.apply(parts[0]).maxFrameIndex(parts[1]));
                },
                number -> job.apply("filler").maxFrameIndex("/tmp/rendercache-golden/filler-" + number),
                "0");
    }

    private static Opened labels(ImageLabelCache cache) {
        return new Opened(
                cache,
                row -> text(cache.get(labelKey(Integer.parseInt(row)))),
                number -> cache.put(labelKey(1_000 + number), new ImageLabel("filler", List.of(), 0)),
                ABSENT);
    }

    private static LabelKey labelKey(int row) {
        return new LabelKey(LABEL_PATH, row, new FileStamp(11, 12, 13), FileStamp.ABSENT, 3);
    }

    private static Opened curation(CurationResultCache cache) {
        return new Opened(
                cache,
                job -> text(cache.poll(job)),
                number -> cache.completed("filler-" + number, new byte[1]),
                "evicted");
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return ABSENT;
        }
        if (value instanceof byte[] bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            return bytes.length + " bytes, crc32c " + String.format(Locale.ROOT, "%08x", crc.getValue());
        }
        if (value instanceof ImageLabel label) {
            return label.label() + " " + label.alternates() + " " + label.score();
        }
        if (value instanceof CurationStatus.Completed completed) {
            return "completed " + text(completed.result());
        }
        if (value instanceof CurationStatus.Failed failed) {
            return "failed: " + failed.error();
        }
        return value instanceof CurationStatus
                ? value.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                : value.toString();
    }

    /** Returns the entries of the file, in the order in which they are to be evicted. */
    private static List<Entry> entries(GoldenFile golden) {
        List<Entry> entries = new ArrayList<>();
        for (JsonElement entry : golden.expected().getAsJsonArray("entries")) {
            entries.add(new Entry(
                    entry.getAsJsonArray().get(0).getAsString(),
                    entry.getAsJsonArray().get(1).getAsString()));
        }
        return entries;
    }

    private static Map<String, Long> entriesByJob(GoldenFile golden) {
        Map<String, Long> entries = new TreeMap<>();
        entries(golden).forEach(entry -> entries.merge(entry.key.split(" ", 2)[0], 1L, Long::sum));
        return entries;
    }

    private record Point(int x, int y) {
        static Point parse(String text) {
            String[] numbers = text.split(",");
            return new Point(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }
    }

    /** Two numbers of 4 bytes, the most significant byte first. */
    private static final class PointCodec implements Codec<Point> {
        @Override
        public int encodedLength(Point value) {
            return 2 * Integer.BYTES;
        }

        @Override
        public void encode(Point value, byte[] target, int offset) {
            ByteBuffer.wrap(target).putInt(offset, value.x).putInt(offset + Integer.BYTES, value.y);
        }

        @Override
        public Point decode(byte[] source, int offset, int length) {
            ByteBuffer bytes = ByteBuffer.wrap(source);
            return new Point(bytes.getInt(offset), bytes.getInt(offset + Integer.BYTES));
        }

        @Override
        public String id() {
            return "golden-point/1";
        }
    }
}
