package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Keys;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A lookup that finds its key in a full cache, all of whose keys share one {@link String#hashCode}, or none; by the
 * number of stripes.
 */
@State(Scope.Benchmark)
public class CollidingHit extends StripedBenchmark {
    /** Keys whose hashes differ. */
    static final String FAIR = "fair";

    /** Keys of one hash. */
    static final String COLLIDING = "colliding";

    /** Which keys, all of one length. */
    @Param({FAIR, COLLIDING})
    public String hashes;

    private String[] lookup;
    private int[] order;

    /** Fills the cache; asked for are equal keys, their hash known. */
    @Setup
    public void setUp() {
        fill(keys());
        lookup = keys();
        order = Order.shuffledRounds(0, capacity);
    }

    private String[] keys() {
        String[] keys = switch (hashes) {
            case FAIR -> {
                String[] fair = new String[capacity];
                Arrays.setAll(fair, Keys::path);
                yield fair;
            }
            case COLLIDING -> CollidingKeys.of(capacity);
            default ->
                throw new IllegalArgumentException(
                        "-p hashes: no keys are named '" + hashes + "'; take " + FAIR + " or " + COLLIDING);
        };
        for (String key : keys) {
            key.hashCode();
        }
        return keys;
    }

    /** One hit; a miss has no value and ends the run. */
    @Benchmark
    public long hit(Cursor cursor) {
        return cache.get(lookup[cursor.next(order)]);
    }
}
