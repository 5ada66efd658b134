package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        Crew crew = new Crew(() -> interrupted.getAsBoolean() || System.nanoTime() - end >= 0);
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < workload.workers(); i++) {
            workers.add(new Worker(workload, videos, clamps, crew::stopped));
        }
        crew.run(workload.workers(), () -> report(workers, began), member -> takeJobs(workers.get(member), crew));
        return result(workers);
    }

    private void takeJobs(Worker worker, Crew crew) throws IOException {
        int job = nextJob.getAndIncrement();
        while (job < workload.jobs() && !crew.stopped()) {
            if (worker.work(job)) {
                jobsDone.incrementAndGet();
            }
            job = nextJob.getAndIncrement();
        }
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
