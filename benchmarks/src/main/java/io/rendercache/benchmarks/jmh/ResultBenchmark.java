package io.rendercache.benchmarks.jmh;

import io.rendercache.CacheStats;
import io.rendercache.CurationResultCache;
import io.rendercache.CurationStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Results of one size in a full cache of a few: stored, which evicts one, read, and written to a stream that drops
 * them; and beside that what a plain copy of as many bytes costs.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ResultBenchmark extends PlacedBenchmark {
    private static final int RESULTS = 16;
    private static final int JOBS = 4 * RESULTS;

    /** Bytes of a result. */
    @Param({"1024", "102400", "1048576", "10485760"})
    public int size;

    /** For {@link Cursor}, which sets the threads apart in what is stored. */
    @Param("16")
    public int capacity;

    private CurationResultCache cache;
    private byte[][] results;
    private String[] jobs;
    private int[] order;

    /** Fills the cache, and reads all. */
    @Setup
    public void setUp() throws IOException {
        require(capacity == RESULTS, "-p capacity is " + capacity + ", and must be " + RESULTS);
        CurationResultCache.Builder builder = CurationResultCache.builder()
                .maxResults(RESULTS)
                // One more than there may be: so that it is the cap that evicts.
                .maxBytes((RESULTS + 1L) * (size + 32));
        Path file = file();
        cache = (file == null ? builder : builder.mappedTo(file)).build();
        results = new byte[RESULTS][size];
        for (int i = 0; i < RESULTS; i++) {
            new SplittableRandom(i).nextBytes(results[i]);
        }
        jobs = new String[JOBS];
        Arrays.setAll(jobs, job -> "job-" + (1_000 + job));
        order = Order.shuffledRounds(0, RESULTS);
        for (int i = 0; i < RESULTS; i++) {
            cache.completed(jobs[i], results[i]);
        }
        for (int i = 0; i < RESULTS; i++) {
            require(
                    new CurationStatus.Completed(results[i]).equals(cache.poll(jobs[i])),
                    jobs[i] + " is " + cache.poll(jobs[i]));
        }
    }

    /** One result of a job that has none, for which another goes. */
    @Benchmark
    public void complete(Cursor cursor) {
        // The pool's length is a multiple of the number of jobs, which is four times that of results.
        int job = cursor.nextFresh() & JOBS - 1;
        cache.completed(jobs[job], results[job % RESULTS]);
    }

    /** One result that is there. */
    @Benchmark
    public byte[] poll(Cursor cursor) {
        CurationStatus status = cache.poll(jobs[cursor.next(order)]);
        if (status instanceof CurationStatus.Completed completed && completed.result().length == size) {
            return completed.result();
        }
        throw new IllegalStateException("this benchmark timed something else: " + status);
    }

    /** One result that is there, in parts. */
    @Benchmark
    public long writeResult(Cursor cursor) throws IOException {
        Dropped dropped = new Dropped();
        boolean written = cache.writeResult(jobs[cursor.next(order)], dropped);
        require(written && dropped.bytes == size, "of " + size + " bytes " + dropped.bytes + " were written");
        return dropped.bytes;
    }

    /** The yardstick: a new array of the size, with the bytes of another. */
    @Benchmark
    public byte[] plainCopy(Cursor cursor) {
        return results[cursor.next(order)].clone();
    }

    /** Closes the cache, once its counts have shown that it did what it is timed for. */
    @TearDown
    public void close(BenchmarkParams benchmark) throws IOException {
        try {
            CacheStats stats = cache.stats();
            boolean stores = benchmark.getBenchmark().endsWith(".complete");
            require(stats.size() == RESULTS, "the cache is not full: " + stats);
            require(stats.evictions() == (stores ? stats.puts() - RESULTS : 0), "evictions: " + stats);
            require(!stores || stats.evictions() > 0, "no evictions: " + stats);
            require(stats.misses() == 0, "misses: " + stats);
        } finally {
            cache.close();
            removeFile();
        }
    }

    /** Where results go that nobody reads; it counts them. */
    private static final class Dropped extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int count) {
            bytes += count;
        }
    }
}
