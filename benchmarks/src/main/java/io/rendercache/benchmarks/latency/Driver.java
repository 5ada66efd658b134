package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.caches.CacheUnderTest;
import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.caches.UnfitException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * One run: writers insert keys that the cache does not hold, as fast as they can, into a full cache; readers look up a
 * working set that is much smaller than the cache, at a fixed rate.
 *
 * <p>The working set stays because it is read: a key is read again after {@code workingSet / rate} seconds, in which a
 * cache that evicts by recency must see fewer inserts than its capacity. A key that was lost all the same is counted as
 * a miss, not timed as a hit, and put back, as its user would.
 */
final class Driver {
    private static final long SECOND_NANOS = 1_000_000_000;

    /** Between two looks at whether the time is over; a clock read for each insert would slow the writers. */
    private static final int INSERTS_PER_LOOK = 64;

    private final Plan plan;
    private final Consumer<String> progress;
    private final Keys keys;
    private final CacheUnderTest cache;
    private final List<Times> times = new ArrayList<>();
    private final LongAdder inserted = new LongAdder();
    private volatile boolean stopped;

    private Driver(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        keys = new Keys(plan.workingSet() + plan.pool(), plan.workingSet());
        cache = Implementation.named(plan.implementation()).create(plan.capacity(), keys);
        for (int reader = 0; reader < plan.readers(); reader++) {
            times.add(new Times());
        }
    }

    /** Runs the plan and writes its files. */
    static Measured run(Plan plan, Consumer<String> progress)
            throws IOException, InterruptedException, ExecutionException {
        double clockCost = Clock.SYSTEM.costNanos();
        Driver driver = new Driver(plan, progress);
        try {
            driver.fill();
            return driver.measure(clockCost);
        } finally {
            driver.cache.close();
        }
    }

    /** The working set comes last, so that a cache that evicts by age has it at its young end. */
    private void fill() {
        Fresh fresh = new Fresh(0, 1);
        fresh.path = plan.workingSet();
        for (int i = 0; i < plan.capacity(); i++) {
            fresh.insert();
        }
        for (int key = 0; key < plan.workingSet(); key++) {
            cache.put(key);
        }
        long held = cache.size();
        if (held < cache.bound().fewest() || held > cache.bound().most()) {
            throw new UnfitException(
                    Implementation.named(plan.implementation()),
                    cache.bound().fewest() + " to " + cache.bound().most() + " entries after filling it",
                    held);
        }
    }

    private Measured measure(double clockCost) throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(plan.readers() + plan.writers());
        try {
            long start = System.nanoTime() + SECOND_NANOS / 10;
            long from = start + plan.warmupSeconds() * SECOND_NANOS;
            long to = from + plan.seconds() * SECOND_NANOS;
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < plan.writers(); writer++) {
                Fresh fresh = new Fresh(writer, plan.writers());
                writers.add(threads.submit(() -> write(fresh, from, to)));
            }
            List<Future<PacedLoop>> readers = new ArrayList<>();
            for (int reader = 0; reader < plan.readers(); reader++) {
                int number = reader;
                readers.add(threads.submit(() -> read(number, start, from, to)));
            }
            Clock.SYSTEM.await(from);
            progress.accept("measuring");
            return watch(from, readers, writers, clockCost);
        } finally {
            stopped = true;
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private Measured watch(long from, List<Future<PacedLoop>> readers, List<Future<?>> writers, double clockCost)
            throws IOException, InterruptedException, ExecutionException {
        long fromUptime = ManagementFactory.getRuntimeMXBean().getUptime();
        Histogram responses = Times.histogram();
        Histogram services = Times.histogram();
        long epochMillis = System.currentTimeMillis();
        Intervals intervals = new Intervals(epochMillis);
        int step = Intervals.seconds(plan.seconds());
        for (int second = step; second < plan.seconds(); second += step) {
            awaitEndUntil(readers.get(0), from + second * SECOND_NANOS);
            intervals.end(times);
        }
        awaitAll(readers, writers);
        intervals.end(times);
        intervals.addTo(responses, services);
        if (!plan.files().isEmpty()) {
            try (IntervalLog log = new IntervalLog(Path.of(plan.files() + ".hlog"), plan, epochMillis)) {
                intervals.writeTo(log);
            }
            PercentileFile.write(Path.of(plan.files() + ".hgrm"), responses);
            PercentileFile.write(Path.of(plan.files() + "-service.hgrm"), services);
        }
        return result(readers, responses, services, clockCost, fromUptime);
    }

    private Measured result(
            List<Future<PacedLoop>> readers, Histogram responses, Histogram services, double clockCost, long fromUptime)
            throws InterruptedException, ExecutionException {
        long hits = 0;
        long misses = 0;
        long paced = 0;
        long unserved = 0;
        for (Future<PacedLoop> each : readers) {
            PacedLoop reader = each.get();
            hits += reader.hits();
            misses += reader.misses();
            paced += reader.inserts();
            unserved += reader.unserved();
        }
        double seconds = plan.seconds();
        return new Measured(
                plan,
                null,
                (hits + misses + paced) / seconds,
                inserted.sum() / seconds,
                hits,
                misses,
                unserved,
                Percentiles.of(responses),
                Percentiles.of(services),
                clockCost,
                fromUptime,
                fromUptime + plan.seconds() * 1_000L,
                null,
                null);
    }

    /** A thread that failed ends the run at once. */
    private static void awaitEndUntil(Future<?> thread, long nanos) throws InterruptedException, ExecutionException {
        try {
            thread.get(Math.max(1, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The usual end of a second.
        }
    }

    private static void awaitAll(List<Future<PacedLoop>> readers, List<Future<?>> writers)
            throws InterruptedException, ExecutionException {
        for (Future<?> each : readers) {
            each.get();
        }
        for (Future<?> each : writers) {
            each.get();
        }
    }

    private PacedLoop read(int number, long start, long from, long to) {
        double interval = (double) SECOND_NANOS * plan.readers() / plan.rate();
        Reads reads = new Reads(number);
        PacedLoop loop =
                new PacedLoop(Clock.SYSTEM, interval, interval * number / plan.readers(), reads::next, reads::putBack);
        loop.run(start, from, new Times());
        loop.run(from, to, times.get(number));
        return loop;
    }

    private void write(Fresh fresh, long from, long to) {
        while (System.nanoTime() - from < 0 && !stopped) {
            fresh.insert();
        }
        long count = 0;
        while (System.nanoTime() - to < 0 && !stopped) {
            for (int i = 0; i < INSERTS_PER_LOOK; i++) {
                fresh.insert();
            }
            count += INSERTS_PER_LOOK;
        }
        inserted.add(count);
    }

    /** The keys that one thread inserts: its part of the pool in turn, or new ones without end. */
    private final class Fresh {
        private final int first;
        private final int count;
        private final int step;
        private int next;
        private int path;

        Fresh(int thread, int threads) {
            count = plan.freshKeys() ? 1 : plan.pool() / threads;
            first = plan.workingSet() + thread * count;
            step = threads;
            path = plan.workingSet() + plan.capacity() + thread;
        }

        void insert() {
            int key = first + next;
            if (plan.freshKeys()) {
                keys.renew(key, path);
                path = path + step & Integer.MAX_VALUE;
            } else {
                next = next + 1 == count ? 0 : next + 1;
            }
            cache.put(key);
        }
    }

    /** What one reader asks for: the working set in turn, each reader from a place of its own. */
    private final class Reads {
        private final Fresh fresh;
        private int key;
        private double due;

        Reads(int number) {
            key = (int) ((long) plan.workingSet() * number / plan.readers());
            // The mix inserts from the writers' part of the pool: a few keys more among many.
            fresh = new Fresh(plan.freshKeys() ? plan.writers() + number : 0, 1);
        }

        PacedLoop.Outcome next() {
            due += plan.readShare();
            if (due < 1) {
                fresh.insert();
                return PacedLoop.Outcome.INSERT;
            }
            due--;
            key = key + 1 == plan.workingSet() ? 0 : key + 1;
            return cache.get(key) == cache.valueOf(key) ? PacedLoop.Outcome.HIT : PacedLoop.Outcome.MISS;
        }

        void putBack() {
            cache.put(key);
        }
    }
}
