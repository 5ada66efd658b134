package io.rendercache.benchmarks.jmh;

import io.rendercache.BoundedLru;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** {@link GetHit} of {@link BoundedLru} in either place. */
@State(Scope.Benchmark)
public class MappedHit extends PlacedBenchmark {
    /** The most entries that the cache may hold. */
    @Param({"1000", "1000000"})
    public int capacity;

    private BoundedLru<String, Long> cache;
    private String[] lookup;
    private int[] order;

    /** Fills the cache to nine tenths, and looks all up. */
    @Setup
    public void setUp() throws IOException {
        BoundedLru.Builder<String, Long> builder = builder(capacity);
        Path file = file();
        cache = (file == null ? builder : builder.mappedTo(file)).build();
        int resident = capacity / 10 * 9;
        fill(cache, resident);
        lookup = new String[resident];
        for (int key = 0; key < resident; key++) {
            lookup[key] = Keys.path(key);
            Long value = cache.get(lookup[key]);
            require(value != null && value == key, "key " + key + " has value " + value);
        }
        order = Order.shuffledRounds(0, resident);
    }

    static BoundedLru.Builder<String, Long> builder(int capacity) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(capacity)
                .maxKeyBytes(Keys.LENGTH)
                .maxValueBytes(Long.BYTES)
                .name("benchmark");
    }

    static void fill(BoundedLru<String, Long> cache, int entries) {
        for (int key = 0; key < entries; key++) {
            cache.put(Keys.path(key), (long) key);
        }
    }

    /** One hit; a miss has no value and ends the run. */
    @Benchmark
    public long hit(Cursor cursor) {
        return cache.get(lookup[cursor.next(order)]);
    }

    /** Closes the cache. */
    @TearDown
    public void close() throws IOException {
        cache.close();
        removeFile();
    }
}
