package io.rendercache;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a cache's file contains that was written by inserts, hits, overwrites, removals and evictions: known from a
 * plain list beside the cache. The caches are so small that a tick is one write: entries last used between the same two
 * writes may change places when the file is opened again, no others.
 *
 * @param kind the kind of {@link OpenedFile}
 * @param maxEntries how many entries the cache holds
 * @param entries as texts, in the order in which they are to be evicted
 * @param others texts of keys that are not among them, and what a lookup gives
 * @param heldBytes of the cache's statistics
 */
record MadeFile(String kind, int maxEntries, List<Entry> entries, Map<String, String> others, long heldBytes) {
    static final List<String> KINDS =
            List.of("text", "striped", "bytes", "point", "large", "frames", "labels", "curation");

    /** The status of a process that ended without closing its cache. */
    static final int HALTED = 9;

    private static final String INTERRUPTED = "failed: the process that ran the job ended before the job did";
    private static final String[] WORDS = {
        "plain", "\u00e4rger", "\u6df1\u5ea6", "\ud83c\udfa8", "tab\there", "quote\"d"
    };

    /**
     * An entry.
     *
     * @param tick how many writes there had been when it was last used
     */
    record Entry(String key, String value, int tick) {}

    /** Writes a file, and halts. Arguments: the kind, the file, a folder for directories of frames. */
    public static void main(String[] args) throws IOException {
        OpenedFile opened = OpenedFile.open(args[0], maxEntries(args[0]), Path.of(args[1]));
        write(args[0], opened.cache, Path.of(args[2]));
        Runtime.getRuntime().halt(HALTED);
    }

    /** Writes a file and closes it; the folder for directories of frames is gone afterwards. */
    static MadeFile write(String kind, Path file, Path frames) throws IOException {
        try (OpenedFile opened = OpenedFile.open(kind, maxEntries(kind), file)) {
            Course<?, ?> course = write(kind, opened.cache, frames);
            return new MadeFile(
                    kind,
                    maxEntries(kind),
                    course.entries(),
                    course.others(),
                    opened.cache.stats().heldBytes());
        }
    }

    private static int maxEntries(String kind) {
        return switch (kind) {
            case "striped" -> 64;
            case "large" -> 12;
            case "frames", "labels" -> 8;
            case "curation" -> 4;
            default -> 24;
        };
    }

    @SuppressWarnings("unchecked") // the kind says what the cache holds
    private static Course<?, ?> write(String kind, RenderCache cache, Path frames) throws IOException {
        return switch (kind) {
            case "text" -> write((BoundedLru<String, Long>) cache, 24, 34, MadeFile::word, MadeFile::number);
            case "striped" -> write((BoundedLru<String, Long>) cache, 64, 150, MadeFile::word, MadeFile::number);
            case "bytes" ->
                write(
                        (BoundedLru<String, byte[]>) cache,
                        24,
                        34,
                        MadeFile::word,
                        (i, again) -> bytes(i, (i * 7 + again) % 65));
            case "point" ->
                write(
                        (BoundedLru<OpenedFile.Point, String>) cache,
                        24,
                        34,
                        i -> new OpenedFile.Point(i, -i * 70_000),
                        (i, again) -> again + word(i),
                        point -> point.x() + "," + point.y());
            case "large" ->
                write(
                        (BoundedLru<String, byte[]>) cache,
                        12,
                        16,
                        MadeFile::word,
                        (i, again) -> bytes(i + again, largeLength(i) + again));
            case "frames" -> writeFrames((FrameDirCache) cache, frames);
            case "labels" -> writeLabels((ImageLabelCache) cache);
            default -> writeCuration((CurationResultCache) cache);
        };
    }

    /** A list in the order of use, the least recently used first, and the keys that have left it. */
    private static final class Course<K, V> {
        private final int maxEntries;
        private final Function<K, String> keyText;
        private final Map<K, V> list = new LinkedHashMap<>(16, 0.75f, true);
        private final Map<K, Integer> ticks = new HashMap<>();
        private final Map<String, String> others = new LinkedHashMap<>();
        private int writes;

        Course(int maxEntries, Function<K, String> keyText) {
            this.maxEntries = maxEntries;
            this.keyText = keyText;
        }

        void put(K key, V value) {
            others.remove(keyText.apply(key));
            list.put(key, value);
            ticks.put(key, ++writes);
            if (list.size() > maxEntries) {
                remove(list.keySet().iterator().next());
            }
        }

        @Nullable
        V get(K key) {
            ticks.put(key, writes);
            return list.get(key);
        }

        void remove(K key) {
            Objects.requireNonNull(list.remove(key), "not in the list");
            others.put(keyText.apply(key), OpenedFile.ABSENT);
        }

        List<Entry> entries() {
            List<Entry> entries = new ArrayList<>();
            list.forEach((key, value) -> entries.add(
                    new Entry(keyText.apply(key), OpenedFile.text(value), Objects.requireNonNull(ticks.get(key)))));
            return entries;
        }

        Map<String, String> others() {
            return others;
        }
    }

    private static <V> Course<String, V> write(
            BoundedLru<String, V> cache,
            int maxEntries,
            int inserts,
            IntFunction<String> key,
            BiFunction<Integer, Integer, V> value) {
        return write(cache, maxEntries, inserts, key, value, text -> text);
    }

    /** Each hit and each overwrite is followed by an insert. */
    private static <K, V> Course<K, V> write(
            BoundedLru<K, V> cache,
            int maxEntries,
            int inserts,
            IntFunction<K> key,
            BiFunction<Integer, Integer, V> value,
            Function<K, String> keyText) {
        Course<K, V> course = new Course<>(maxEntries, keyText);
        for (int i = 0; i < inserts; i++) {
            cache.put(key.apply(i), value.apply(i, 0));
            course.put(key.apply(i), value.apply(i, 0));
            if (i % 4 == 3 && i >= 8) {
                K hit = key.apply(i - 6);
                require(Objects.deepEquals(cache.get(hit), course.get(hit)), keyText.apply(hit));
            } else if (i % 7 == 5) {
                cache.put(key.apply(i - 3), value.apply(i, 1));
                course.put(key.apply(i - 3), value.apply(i, 1));
            }
            if (i % 11 == 10) {
                remove(cache, course, key.apply(i - 2), keyText);
            }
        }
        remove(cache, course, key.apply(inserts - 2), keyText);
        remove(cache, course, key.apply(inserts - 9), keyText);
        return course;
    }

    private static <K, V> void remove(BoundedLru<K, V> cache, Course<K, V> course, K key, Function<K, String> keyText) {
        require(cache.remove(key), keyText.apply(key));
        course.remove(key);
    }

    private static Course<String, Long> writeFrames(FrameDirCache cache, Path folder) throws IOException {
        List<String> directories = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            Path directory = Files.createDirectories(folder.resolve((number == 3 ? "tiefe-\u00e4" : "dir-") + number));
            Files.writeString(directory.resolve(String.format(Locale.ROOT, "frame_%04d.png", frame(number))), "");
            directories.add(directory.toString());
        }
        int[][] lookups = {
            {0, 0}, {0, 1}, {1, 0}, {1, 3}, {2, 0}, {0, 0}, {2, 1}, {2, 2}, {1, 4}, {1, 0}, {2, 4}, {2, 3}
        };
        Course<String, Long> course = new Course<>(8, text -> text);
        List<JobScope> jobs = List.of(cache.openJob("job-0"), cache.openJob("job-1"), cache.openJob("job-2"));
        for (int[] lookup : lookups) {
            String directory = directories.get(lookup[1]);
            require(jobs.get(lookup[0]).maxFrameIndex(directory) == frame(lookup[1]), directory);
            String key = "job-" + lookup[0] + " " + directory;
            if (course.get(key) == null) {
                course.put(key, frame(lookup[1]));
            }
        }
        try (JobScope closed = cache.openJob("closed")) {
            closed.maxFrameIndex(directories.get(0));
            course.put("closed", frame(0));
        }
        course.remove("closed");
        // The directories are gone when the file is read, so what is listed anew has no frame.
        course.others.clear();
        deleteAll(folder);
        return course;
    }

    private static long frame(int directory) {
        return 7 + 5L * directory;
    }

    private static Course<Integer, ImageLabel> writeLabels(ImageLabelCache cache) {
        Course<Integer, ImageLabel> course = new Course<>(8, String::valueOf);
        for (int row = 0; row < 11; row++) {
            List<String> alternates = row % 3 == 0 ? List.of() : List.of("other " + row, "\u00e4ndere");
            put(cache, course, row, new ImageLabel("label " + word(row), alternates, row / 4.0));
            if (row == 6 || row == 9) {
                require(
                        Objects.equals(course.get(row - 5), cache.get(OpenedFile.labelKey(row - 5))),
                        "row " + (row - 5));
            }
            if (row == 7) {
                put(cache, course, 5, new ImageLabel("again", List.of("x"), Double.NEGATIVE_INFINITY));
            }
        }
        require(cache.remove(OpenedFile.labelKey(6)), "row 6");
        course.remove(6);
        return course;
    }

    private static void put(ImageLabelCache cache, Course<Integer, ImageLabel> course, int row, ImageLabel label) {
        cache.put(OpenedFile.labelKey(row), label);
        course.put(row, label);
    }

    private static Course<String, CurationStatus> writeCuration(CurationResultCache cache) throws IOException {
        Course<String, CurationStatus> course = new Course<>(4, text -> text);
        cache.started("forgotten");
        cache.completed("forgotten", new byte[3]);
        cache.forget("forgotten");
        complete(cache, course, "evicted", new byte[] {1});
        complete(cache, course, "large-1", bytes(9, 20_000));
        complete(cache, course, "inline-1", bytes(1, 40));
        cache.completed("large-2", new ByteArrayInputStream(bytes(2, 150_000)));
        course.put("large-2", new CurationStatus.Completed(bytes(2, 150_000)));
        poll(cache, course, "large-1");
        complete(cache, course, "empty", new byte[0]);
        poll(cache, course, "large-1");
        cache.started("failed");
        cache.failed("failed", "no such camera \u6df1");
        cache.started("running-1");
        cache.started("running-2");
        course.others.put("evicted", "evicted");
        course.others.put("failed", "failed: no such camera \u6df1");
        course.others.put("running-1", INTERRUPTED);
        course.others.put("running-2", INTERRUPTED);
        course.others.put("forgotten", "unknown");
        return course;
    }

    private static void complete(
            CurationResultCache cache, Course<String, CurationStatus> course, String job, byte[] result) {
        cache.started(job);
        cache.completed(job, result);
        course.put(job, new CurationStatus.Completed(result));
    }

    private static void poll(CurationResultCache cache, Course<String, CurationStatus> course, String job) {
        require(OpenedFile.text(cache.poll(job)).equals(OpenedFile.text(course.get(job))), job);
    }

    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed * 37 + i % 251);
        }
        return bytes;
    }

    private static String word(int i) {
        return WORDS[i % WORDS.length] + "-" + i;
    }

    private static Long number(int i, int again) {
        return i % 5 == 4 ? Long.MIN_VALUE + i : i * 1_000_003L + again;
    }

    private static int largeLength(int i) {
        if (i == 11) {
            return 100_000;
        }
        return i % 3 == 0 ? i : i * 3_000;
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void require(boolean condition, String where) {
        if (!condition) {
            throw new AssertionError("the cache and the list differ at " + where);
        }
    }
}
