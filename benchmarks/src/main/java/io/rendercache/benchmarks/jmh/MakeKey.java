package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Keys;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a {@code fresh} key costs to make: part of every figure with {@code -p keys=fresh}, and no cache's. Its hash,
 * which the cache computes, is not in it.
 */
@State(Scope.Benchmark)
public class MakeKey extends CacheBenchmark {
    private Keys made = new Keys(0, 0);

    /** Makes the bytes; there is no cache. */
    @Setup
    public void setUp() {
        int resident = capacity / 10 * 9;
        made = new Keys(resident, 0, Keys.Kind.FRESH);
        order = Order.shuffledRounds(0, resident);
    }

    /** One key. */
    @Benchmark
    public String makeKey(Cursor cursor) {
        return made.make(cursor.next(order));
    }

    @Override
    public void close() {
        // Without a cache there is nothing to close.
    }
}
