package io.rendercache.benchmarks.jmh;

import io.rendercache.CacheStats;
import io.rendercache.FileStamp;
import io.rendercache.ImageLabel;
import io.rendercache.ImageLabelCache;
import io.rendercache.LabelKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Labels of about 100 bytes, under paths of 60 characters, in a full cache: a get that finds, a put that overwrites, a
 * put that evicts. Without the file system, of which {@link ImageLabelCache#label} asks two stamps besides.
 */
@State(Scope.Benchmark)
public class LabelBenchmark extends PlacedBenchmark {
    private static final int INDEXES = 8;
    private static final FileStamp VOCABULARY =
            new FileStamp(1_700_000_000_123_456_789L, 1_700_000_000_123_456_789L, 52_000);

    /** The most labels that the cache may hold. */
    @Param("1024")
    public int capacity;

    private ImageLabelCache cache;
    private LabelKey[] keys;
    private LabelKey[] lookup;
    private ImageLabel[] labels;
    private int[] order;

    /** Fills the cache, and looks all up. */
    @Setup
    public void setUp() throws IOException {
        ImageLabelCache.Builder builder = ImageLabelCache.builder().maxEntries(capacity);
        Path file = file();
        cache = (file == null ? builder : builder.mappedTo(file)).build();
        keys = keys(capacity + CacheBenchmark.pool(capacity));
        lookup = keys(capacity);
        labels = new ImageLabel[keys.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(i);
        }
        order = Order.shuffledRounds(0, capacity);
        for (int i = 0; i < capacity; i++) {
            cache.put(keys[i], labels[i]);
        }
        for (int i = 0; i < capacity; i++) {
            require(labels[i].equals(cache.get(lookup[i])), "key " + i + " has label " + cache.get(lookup[i]));
        }
    }

    /** One hit. */
    @Benchmark
    public ImageLabel get(Cursor cursor) {
        ImageLabel label = cache.get(lookup[cursor.next(order)]);
        require(label != null, "a miss");
        return label;
    }

    /** One label that replaces another. */
    @Benchmark
    public void overwrite(Cursor cursor) {
        int key = cursor.next(order);
        cache.put(lookup[key], labels[key + capacity]);
    }

    /** One new label, for which another goes. */
    @Benchmark
    public void insertEvict(Cursor cursor) {
        int key = cursor.nextFresh();
        cache.put(keys[key], labels[key]);
    }

    /** Closes the cache, once its counts have shown that it did what it is timed for. */
    @TearDown
    public void close(BenchmarkParams benchmark) throws IOException {
        try {
            CacheStats stats = cache.stats();
            boolean inserts = benchmark.getBenchmark().endsWith(".insertEvict");
            boolean overwrites = benchmark.getBenchmark().endsWith(".overwrite");
            long timed = stats.puts() - capacity;
            require(stats.size() == capacity, "the cache is not full: " + stats);
            require(stats.evictions() == (inserts ? timed : 0), "evictions: " + stats);
            require(stats.replaced() == (overwrites ? timed : 0), "overwrites: " + stats);
            require(stats.misses() == 0, "misses: " + stats);
            require(inserts || overwrites ? timed > 0 : stats.hits() > 2L * capacity, "too little: " + stats);
        } finally {
            cache.close();
            removeFile();
        }
    }

    private static LabelKey[] keys(int count) {
        LabelKey[] keys = new LabelKey[count];
        for (int i = 0; i < count; i++) {
            FileStamp embeddings = new FileStamp(1_700_000_100_000_000_000L, 1_700_000_100_000_000_000L, 9_000_000L);
            keys[i] = new LabelKey(path(i % INDEXES), i / INDEXES, embeddings, VOCABULARY, 3);
        }
        return keys;
    }

    private static String path(int index) {
        return "/mnt/farm/projects/job_47" + index + "/footage_2026/embeddings_sorted.f32";
    }

    /** 16 bytes, 4 for each alternate, and 78 of text. */
    private static ImageLabel label(int number) {
        String digits = Integer.toString(100_000 + number % 100_000);
        return new ImageLabel(
                "a harbour at night " + digits,
                List.of("a crowded pier in rain " + digits, "boats, " + digits + " of them!!!"),
                number / 7.0);
    }
}
