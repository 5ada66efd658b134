package io.rendercache.benchmarks.jmh;

import io.rendercache.CacheStats;
import io.rendercache.benchmarks.caches.Keys;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@link InsertEvict} of {@link io.rendercache.BoundedLru} by the number of stripes. */
@State(Scope.Benchmark)
public class StripedInsert extends StripedBenchmark {
    private String[] keys;

    /** Fills the cache, and makes the keys that are inserted, their hash known. */
    @Setup
    public void setUp() {
        keys = new String[capacity + CacheBenchmark.pool(capacity)];
        Arrays.setAll(keys, Keys::path);
        for (String key : keys) {
            key.hashCode();
        }
        fill(Arrays.copyOf(keys, capacity));
    }

    /** One insert that evicts. */
    @Benchmark
    public void insertEvict(Cursor cursor) {
        int key = cursor.nextFresh();
        cache.put(keys[key], (long) key);
    }

    @Override
    public void close() {
        CacheStats stats = cache.stats();
        super.close();
        PlacedBenchmark.require(
                stats.puts() - capacity == stats.evictions() && stats.evictions() > 0, "not all evicted: " + stats);
    }
}
