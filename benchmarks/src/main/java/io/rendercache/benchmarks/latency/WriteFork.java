package io.rendercache.benchmarks.latency;

import io.rendercache.BoundedLru;
import io.rendercache.CacheStats;
import io.rendercache.FrameDirCache;
import io.rendercache.JobScope;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.results.Json;
import io.rendercache.codec.Codecs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * What runs in the JVM of its own for a {@link WriteCase}: reads a plan in a line, says when it begins and ends to take
 * times, and ends with a line of what it measured.
 */
final class WriteFork {
    static final String BEGIN = "begin";
    static final String END = "end";
    static final String RESULT = "result: ";

    /** One insert in so many entries that were there before, after hits. */
    private static final int ENTRIES_PER_INSERT = 20;

    private static final int WARMUP_ENTRIES = 20_000;
    private static final int WARMUP_ROUNDS = 20;
    private static final int WARMUP_SECONDS = 2;

    /** The other thread begins when the writer has been at work for so long. */
    private static final long LEAD_NANOS = 50_000_000;

    private static final long SECOND_NANOS = 1_000_000_000;

    private final WritePlan plan;
    private final Consumer<String> progress;
    private final Times times = new Times();
    private long actions;
    private long actionNanos;

    private WriteFork(WritePlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        WritePlan plan = Json.parse(String.valueOf(in.readLine()), WritePlan.class, "the plan");
        LatencyFork.endWith(in);
        // All is compiled before anything is timed.
        run(plan.of(Math.min(plan.entries(), WARMUP_ENTRIES), WARMUP_ROUNDS, WARMUP_SECONDS), line -> {});
        System.out.println(RESULT + Json.line(run(plan, System.out::println)));
        System.exit(0);
    }

    /** Runs the plan in this JVM. */
    static WriteMeasured run(WritePlan plan, Consumer<String> progress)
            throws InterruptedException, ExecutionException {
        double clockCost = Clock.SYSTEM.costNanos();
        WriteFork fork = new WriteFork(plan, progress);
        if (plan.writeCase().isAlone()) {
            fork.insertAfterHits();
        } else {
            fork.insertMeanwhile();
        }
        return new WriteMeasured(
                plan,
                null,
                fork.actions,
                fork.actionNanos / 1e6 / Math.max(1, fork.actions),
                Percentiles.of(fork.times.responsesSince()),
                Percentiles.of(fork.times.servicesSince()),
                clockCost,
                null,
                null);
    }

    private void insertAfterHits() {
        int inserts = Math.max(1, plan.entries() / ENTRIES_PER_INSERT);
        String[] keys = new String[plan.entries() + inserts];
        Arrays.setAll(keys, Keys::path);
        for (int round = 0; round < plan.rounds(); round++) {
            try (BoundedLru<String, Long> cache = cache()) {
                for (int key = 0; key < plan.entries(); key++) {
                    cache.put(keys[key], (long) key);
                }
                for (int key = 0; key < plan.entries() / 2; key++) {
                    require(cache.get(keys[key]) != null, "key " + key + " was lost");
                }
                progress.accept(BEGIN);
                for (int key = plan.entries(); key < keys.length; key++) {
                    long begin = System.nanoTime();
                    cache.put(keys[key], (long) key);
                    times.alone(System.nanoTime() - begin);
                }
                progress.accept(END);
                CacheStats stats = cache.stats();
                require(stats.evictions() == inserts, stats.evictions() + " evictions for " + inserts + " inserts");
            }
        }
    }

    private void insertMeanwhile() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Subject subject = subject()) {
            int next = plan.entries();
            for (int round = 0; round < (plan.writeCase().empties() ? plan.rounds() : 1); round++) {
                subject.fill();
                next = insertMeanwhile(subject, threads, next);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns the number of the next new key. */
    private int insertMeanwhile(Subject subject, ExecutorService threads, int firstKey)
            throws InterruptedException, ExecutionException {
        int[] next = {firstKey};
        long start = System.nanoTime();
        PacedWriter writer = new PacedWriter(
                Clock.SYSTEM,
                (double) SECOND_NANOS / plan.rate(),
                start,
                () -> subject.insert(next[0]++ & Integer.MAX_VALUE),
                times);
        Future<?> written = threads.submit(writer);
        try {
            progress.accept(BEGIN);
            long from = start + LEAD_NANOS;
            writer.timeFrom(from);
            Clock.SYSTEM.await(from);
            long began = System.nanoTime();
            long ended = began;
            do {
                subject.act();
                actions++;
                ended = System.nanoTime();
            } while (!plan.writeCase().empties() && ended - began < plan.seconds() * SECOND_NANOS);
            actionNanos += ended - began;
        } finally {
            writer.endAt(System.nanoTime());
        }
        written.get();
        progress.accept(END);
        return next[0];
    }

    private BoundedLru<String, Long> cache() {
        BoundedLru.Builder<String, Long> builder = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                .maxEntries(plan.entries())
                .maxKeyBytes(Keys.LENGTH)
                .maxValueBytes(Long.BYTES)
                .name("benchmark");
        return (plan.stripes() == 0 ? builder : builder.stripes(plan.stripes())).build();
    }

    private Subject subject() {
        return switch (plan.writeCase()) {
            case CLEAR ->
                new Entries(cache(), plan.entries()) {
                    @Override
                    public void act() {
                        cache.clear();
                    }
                };
            case ITERATION ->
                new Entries(cache(), plan.entries()) {
                    @Override
                    public void act() {
                        long seen = 0;
                        for (Map.Entry<String, Long> each : cache.asMap().entrySet()) {
                            seen += each.getValue() >= 0 ? 1 : 0;
                        }
                        require(seen > 0, "iteration saw nothing");
                    }
                };
            case CLEAR_JOB ->
                new Directories(plan) {
                    @Override
                    public void act() {
                        large.close();
                    }
                };
            case ENTRIES_BY_JOB ->
                new Directories(plan) {
                    @Override
                    public void act() {
                        require(
                                cache.entriesByJob().values().stream()
                                                .mapToLong(each -> each)
                                                .sum()
                                        > 0,
                                "no job has entries");
                    }
                };
            case AFTER_HITS -> throw new IllegalStateException("nothing happens meanwhile");
        };
    }

    private static void require(boolean happened, String what) {
        if (!happened) {
            throw new IllegalStateException("this run timed something else: " + what);
        }
    }

    /** A cache, how it is filled, and what the other thread does to it. */
    private interface Subject extends AutoCloseable {
        /** Puts the keys from 0 up to the capacity. */
        void fill();

        void insert(int key);

        void act();

        @Override
        void close();
    }

    private abstract static class Entries implements Subject {
        final BoundedLru<String, Long> cache;
        private final int entries;

        Entries(BoundedLru<String, Long> cache, int entries) {
            this.cache = cache;
            this.entries = entries;
        }

        @Override
        public void fill() {
            for (int key = 0; key < entries; key++) {
                insert(key);
            }
            require(cache.size() == entries, cache.size() + " entries after filling it");
        }

        @Override
        public void insert(int key) {
            cache.put(Keys.path(key), (long) key);
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    /** Directories that do not exist, so that an insert costs a look at the disk, and 0 is cached. */
    private abstract static class Directories implements Subject {
        private static final String LARGE = "large";

        final FrameDirCache cache;
        private final int entries;
        private final JobScope small;
        JobScope large;

        Directories(WritePlan plan) {
            FrameDirCache.Builder builder =
                    FrameDirCache.builder().maxEntries(plan.entries()).name("benchmark");
            cache = (plan.stripes() == 0 ? builder : builder.stripes(plan.stripes())).build();
            entries = plan.entries();
            small = cache.openJob("small");
            large = cache.openJob(LARGE);
        }

        @Override
        public void fill() {
            large.close();
            large = cache.openJob(LARGE);
            // The small job's come last: they are not evicted before the other's are cleared.
            for (int key = 0; key < entries; key++) {
                (key < entries / 10 * 9 ? large : small).maxFrameIndex(Keys.path(key));
            }
            require(cache.size() == entries, cache.size() + " entries after filling it");
        }

        @Override
        public void insert(int key) {
            small.maxFrameIndex(Keys.path(key));
        }

        @Override
        public void close() {
            large.close();
            small.close();
            cache.close();
        }
    }
}
