package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A cache of some kind that is open on a file, its keys and values as texts. */
final class OpenedFile implements AutoCloseable {
    static final String ABSENT = "absent";
    static final String LABEL_PATH = "/photos/\u00e4/embeddings.bin";

    final RenderCache cache;
    private final Function<String, String> reader;
    private final IntConsumer filler;
    private final String evicted;

    private OpenedFile(RenderCache cache, Function<String, String> reader, IntConsumer filler, String evicted) {
        this.cache = cache;
        this.reader = reader;
        this.filler = filler;
        this.evicted = evicted;
    }

    static OpenedFile open(String kind, int maxEntries, Path file) {
        return open(kind, maxEntries, file, OnIncompatible.FAIL);
    }

    static OpenedFile open(String kind, int maxEntries, Path file, OnIncompatible onIncompatible) {
        return switch (kind) {
            case "text" ->
                lru(
                        BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                                .maxEntries(maxEntries)
                                .maxKeyBytes(40)
                                .maxValueBytes(Long.BYTES)
                                .mappedTo(file)
                                .onIncompatible(onIncompatible)
                                .build(),
                        key -> key,
                        number -> "filler-" + number,
                        0L);
            case "striped" ->
                lru(
                        BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                                .maxEntries(maxEntries)
                                .maxKeyBytes(40)
                                .maxValueBytes(Long.BYTES)
                                .stripes(4)
                                .mappedTo(file)
                                .onIncompatible(onIncompatible)
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
                                .onIncompatible(onIncompatible)
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
                                .onIncompatible(onIncompatible)
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
                                .onIncompatible(onIncompatible)
                                .build(),
                        key -> key,
                        number -> "filler-" + number,
                        new byte[1]);
            case "frames" ->
                frames(FrameDirCache.builder()
                        .maxEntries(maxEntries)
                        .mappedTo(file)
                        .onIncompatible(onIncompatible)
                        .build());
            case "labels" ->
                labels(ImageLabelCache.builder()
                        .maxEntries(maxEntries)
                        .mappedTo(file)
                        .onIncompatible(onIncompatible)
                        .build());
            case "curation" ->
                curation(CurationResultCache.builder()
                        .maxResults(maxEntries)
                        .maxBytes(1 << 20)
                        .maxRunning(8)
                        .maxRemembered(16)
                        .mappedTo(file)
                        .onIncompatible(onIncompatible)
                        .build());
            default -> throw new AssertionError("no such kind of file: " + kind);
        };
    }

    /** Returns the value of a key, which is used by that. */
    String read(String key) {
        return reader.apply(key);
    }

    /** Inserts an entry that is in no file. */
    void fill(int number) {
        filler.accept(number);
    }

    /** Returns what {@link #read} gives for an entry that was evicted. */
    String evicted() {
        return evicted;
    }

    @Override
    public void close() {
        cache.close();
    }

    private static <K, V> OpenedFile lru(
            BoundedLru<K, V> cache, Function<String, K> key, Function<Integer, K> filler, V filling) {
        return new OpenedFile(
                cache,
                text -> text(cache.get(key.apply(text))),
                number -> cache.put(filler.apply(number), filling),
                ABSENT);
    }

    /** The directories are not there, so one that is listed anew has no frame. */
    private static OpenedFile frames(FrameDirCache cache) {
        Map<String, JobScope> jobs = new HashMap<>();
        Function<String, JobScope> job = id -> jobs.computeIfAbsent(id, cache::openJob);
        return new OpenedFile(
                cache,
                text -> {
                    String[] parts = text.split(" ", 2);
                    return text(job.apply(parts[0]).maxFrameIndex(parts[1]));
                },
                number -> job.apply("filler").maxFrameIndex("/tmp/rendercache-golden/filler-" + number),
                "0");
    }

    private static OpenedFile labels(ImageLabelCache cache) {
        return new OpenedFile(
                cache,
                row -> text(cache.get(labelKey(Integer.parseInt(row)))),
                number -> cache.put(labelKey(1_000 + number), new ImageLabel("filler", List.of(), 0)),
                ABSENT);
    }

    static LabelKey labelKey(int row) {
        return new LabelKey(LABEL_PATH, row, new FileStamp(11, 12, 13), FileStamp.ABSENT, 3);
    }

    private static OpenedFile curation(CurationResultCache cache) {
        return new OpenedFile(
                cache,
                job -> text(cache.poll(job)),
                number -> cache.completed("filler-" + number, new byte[1]),
                "evicted");
    }

    static String text(@Nullable Object value) {
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

    record Point(int x, int y) {
        static Point parse(String text) {
            String[] numbers = text.split(",");
            return new Point(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }
    }

    /** Two numbers of 4 bytes, the most significant byte first. */
    static final class PointCodec implements Codec<Point> {
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
