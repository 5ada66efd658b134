package io.rendercache.benchmarks.node;

import io.rendercache.CurationResultCache;
import io.rendercache.CurationStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Curation jobs that run and end while pages poll them. Each answer is held against what was done to the job before it
 * was asked for and after it was answered, and each result against what the job makes.
 */
final class CurationRun {
    private static final int POLLERS = 2;
    private static final int POLLS_A_JOB = 5;

    /** Jobs ago that are polled at most: somewhat more than are held, so that evicted ones are met too. */
    private static final int LOOK_BACK = 80;

    private final CurationResultCache cache;
    private final long maxBytes;
    private final int jobs;
    private final long seed;
    private final Consumer<String> progress;
    private final BooleanSupplier interrupted;

    private final AtomicReferenceArray<Stage> stages;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong largest = new AtomicLong();
    private final LongAdder running = new LongAdder();
    private final LongAdder found = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder cutOff = new LongAdder();
    private final List<Histogram> histograms = new ArrayList<>();

    /**
     * Jobs on this cache, which must remember as many as there are.
     *
     * @param maxBytes what the cache may hold
     */
    CurationRun(
            CurationResultCache cache,
            long maxBytes,
            int jobs,
            long seed,
            Consumer<String> progress,
            BooleanSupplier interrupted) {
        this.cache = cache;
        this.maxBytes = maxBytes;
        this.jobs = jobs;
        this.seed = seed;
        this.progress = progress;
        this.interrupted = interrupted;
        this.stages = new AtomicReferenceArray<>(jobs);
        for (int job = 0; job < jobs; job++) {
            stages.set(job, Stage.WAITING);
        }
    }

    /** Runs all jobs. A wrong answer or an I/O error ends the run. */
    CurationCounts run(int curators) throws IOException, InterruptedException {
        for (int i = 0; i < POLLERS; i++) {
            histograms.add(new Histogram(3));
            histograms.get(i).setAutoResize(true);
        }
        Crew crew = new Crew(interrupted);
        crew.run(curators + POLLERS, this::report, member -> {
            if (member < curators) {
                curate(crew);
            } else {
                poll(member - curators, crew);
            }
        });
        Histogram polls = new Histogram(3);
        polls.setAutoResize(true);
        histograms.forEach(polls::add);
        return new CurationCounts(
                ended.get() - failed.get(),
                failed.get(),
                polls,
                running.sum(),
                found.sum(),
                evicted.sum(),
                cutOff.sum(),
                largest.get(),
                maxBytes,
                cache.stats());
    }

    private void curate(Crew crew) throws IOException {
        int number = next.getAndIncrement();
        while (number < jobs && !crew.stopped()) {
            CurationJob job = new CurationJob(number, seed);
            cache.started(job.id());
            stages.set(number, Stage.STARTED);
            byte[] result = job.make();
            stages.set(number, Stage.ENDING);
            if (job.fails()) {
                cache.failed(job.id(), job.error());
                failed.incrementAndGet();
            } else {
                complete(job, number, result);
            }
            stages.set(number, Stage.ENDED);
            ended.incrementAndGet();
            number = next.getAndIncrement();
        }
    }

    /** By turns as a whole and as a stream. */
    private void complete(CurationJob job, int number, byte[] result) throws IOException {
        if (number % 2 == 0) {
            cache.completed(job.id(), result);
        } else {
            cache.completed(job.id(), new ByteArrayInputStream(result));
        }
        largest.accumulateAndGet(result.length, Math::max);
    }

    private void poll(int poller, Crew crew) {
        SplittableRandom random = new SplittableRandom(seed + poller);
        Histogram times = histograms.get(poller);
        int polls = 0;
        while (!crew.stopped() && (ended.get() < jobs || polls < jobs * POLLS_A_JOB / POLLERS)) {
            int newest = Math.min(next.get(), jobs - 1);
            CurationJob job = new CurationJob(Math.max(0, newest - random.nextInt(LOOK_BACK)), seed);
            if (random.nextInt(4) == 0) {
                writeOut(job);
            } else {
                times.recordValue(poll(job));
            }
            if (cache.size() > cache.maxResults()) {
                throw new WrongResultException(
                        job.id(), cache.size() + " results were held, over the cap of " + cache.maxResults());
            }
            polls++;
        }
    }

    /** Polls one job; returns how long that took, in nanoseconds. */
    private long poll(CurationJob job) {
        Stage before = stages.get(job.number());
        long asked = System.nanoTime();
        CurationStatus status = cache.poll(job.id());
        long nanos = System.nanoTime() - asked;
        job.verify(before, status, stages.get(job.number()));
        count(status);
        return nanos;
    }

    private void count(CurationStatus status) {
        if (status instanceof CurationStatus.Completed) {
            found.increment();
        } else if (status instanceof CurationStatus.Evicted) {
            evicted.increment();
        } else if (status instanceof CurationStatus.Running) {
            running.increment();
        }
    }

    private void writeOut(CurationJob job) {
        CurationJob.Verifying out = job.verifying();
        try {
            if (cache.writeResult(job.id(), out)) {
                out.verifyComplete();
                found.increment();
            }
        } catch (IOException e) {
            // Evicted while it was being written, and said so; the stream itself throws none.
            cutOff.increment();
        }
    }

    private void report() {
        progress.accept(String.format(
                Locale.ROOT,
                "curation: %,d of %,d jobs ended, %,d results read, %,d held",
                ended.get(),
                jobs,
                found.sum(),
                cache.size()));
    }
}
