package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Runs a workload with a number of workers, and says each second how far they are. */
final class RenderNode {
    private final String name;
    private final Workload workload;
    private final Videos videos;
    private final Clamps clamps;
    private final Consumer<String> progress;
    private final BooleanSupplier interrupted;
    private final AtomicInteger nextJob = new AtomicInteger();
    private final AtomicInteger jobsDone = new AtomicInteger();
    private volatile boolean over;

    RenderNode(
            String name,
            Workload workload,
            Videos videos,
            Clamps clamps,
            Consumer<String> progress,
            BooleanSupplier interrupted) {
        this.name = name;
        this.workload = workload;
        this.videos = videos;
        this.clamps = clamps;
        this.progress = progress;
        this.interrupted = interrupted;
    }

    static String jobId(int job) {
        return String.format(Locale.ROOT, "job_%06d", job);
    }

    /** Does all jobs, or as many as there is time for. A wrong clamp or an I/O error ends the run. */
    RunResult run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        long end = began + workload.longest().toNanos();
        BooleanSupplier stopped = () -> over || interrupted.getAsBoolean() || System.nanoTime() - end >= 0;
        List<Worker> workers = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(workload.workers());
        try {
            for (int i = 0; i < workload.workers(); i++) {
                Worker worker = new Worker(workload, videos, clamps, stopped);
                workers.add(worker);
                running.add(threads.submit(() -> takeJobs(worker, stopped)));
            }
            for (Future<?> each : running) {
                await(each, workers, began);
            }
        } finally {
            over = true;
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
        return result(workers);
    }

    private Object takeJobs(Worker worker, BooleanSupplier stopped) throws IOException {
        try {
            int job = nextJob.getAndIncrement();
            while (job < workload.jobs() && !stopped.getAsBoolean()) {
                if (worker.work(job)) {
                    jobsDone.incrementAndGet();
                }
                job = nextJob.getAndIncrement();
            }
            return worker;
        } catch (IOException | RuntimeException | Error e) {
            over = true;
            throw e;
        }
    }

    private void await(Future<?> worker, List<Worker> workers, long began) throws IOException, InterruptedException {
        while (true) {
            try {
                worker.get(1, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                report(workers, began);
            } catch (ExecutionException e) {
                throwCause(e.getCause());
            }
        }
    }

    private static void throwCause(Throwable cause) throws IOException {
        if (cause instanceof IOException e) {
            throw e;
        }
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(cause);
    }

    private void report(List<Worker> workers, long began) {
        Clamps.Cost cost = clamps.cost();
        progress.accept(String.format(
                Locale.ROOT,
                "%s: %3.0f s, %,d of %,d jobs, %,d frames composited, %,d listings, %,d entries held",
                name,
                (System.nanoTime() - began) / 1e9,
                jobsDone.get(),
                workload.jobs(),
                workers.stream().mapToLong(Worker::frames).sum(),
                cost.listings(),
                cost.entries()));
    }

    private RunResult result(List<Worker> workers) {
        Histogram lookups = new Histogram(3);
        lookups.setAutoResize(true);
        workers.forEach(worker -> lookups.add(worker.lookups()));
        System.gc();
        return new RunResult(
                jobsDone.get(),
                workers.stream().mapToInt(Worker::forgotten).sum(),
                workers.stream().mapToLong(Worker::frames).sum(),
                workers.stream().mapToLong(Worker::compositingNanos).sum(),
                workload.workers(),
                lookups,
                clamps.cost(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                jobsDone.get() < workload.jobs());
    }
}
