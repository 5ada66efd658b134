package io.rendercache.benchmarks.sizing;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is to be sized out of the options. What is null is left to the load's own default.
 *
 * @param cap the cap in question
 * @param concurrent jobs that run at once, or results that are polled at once
 */
record Subjects(
        @Nullable Integer cap,
        int jobs,
        int videos,
        int frames,
        @Nullable Integer concurrent,
        double leak,
        int images,
        int openings,
        double skew,
        int results,
        int polls,
        int window,
        long seed) {
    private static final int CONCURRENT_RENDERS = 64;
    private static final int CONCURRENT_POLLS = 16;

    /** A trace; its jobs are not known. */
    Subject trace(String name, Path file, TraceFormat format) {
        return new Subject(
                name,
                CacheKind.TRACE,
                capOf(CacheKind.TRACE),
                new TraceFile(file, format),
                "the references of the trace " + file.getFileName() + " (" + format + "), nothing ever removed.",
                null,
                window);
    }

    /** A described load. */
    Subject load(CacheKind kind) {
        return switch (kind) {
            case FRAMES -> renders();
            case LABELS -> openedImages();
            case CURATION -> polledResults();
            case TRACE -> throw new IllegalArgumentException("a trace has a file");
        };
    }

    private Subject renders() {
        RenderLoad load =
                new RenderLoad(jobs, videos, frames, concurrent == null ? CONCURRENT_RENDERS : concurrent, leak, seed);
        return withJobs(
                CacheKind.FRAMES,
                load,
                String.format(
                        Locale.ROOT,
                        "%,d jobs, %,d at once, each with %,d video directories read %,d times in turn; %s of the jobs"
                                + " never clear their entries (seed %d).",
                        load.jobs(),
                        load.concurrent(),
                        load.keys(),
                        load.rounds(),
                        String.format(Locale.ROOT, "%.1f %%", 100 * leak),
                        seed));
    }

    private Subject openedImages() {
        return new Subject(
                CacheKind.LABELS.toString(),
                CacheKind.LABELS,
                capOf(CacheKind.LABELS),
                new SkewedLoad(images, openings, skew, seed),
                String.format(
                        Locale.ROOT,
                        "an index of %,d images, opened %,d times, the k-th most popular with a weight of 1/k^%.2f"
                                + " (seed %d).",
                        images,
                        openings,
                        skew,
                        seed),
                null,
                window);
    }

    /**
     * The first reference of a result is its writing, so it always misses. Nobody forgets one: it stays until pushed
     * out.
     */
    private Subject polledResults() {
        RenderLoad load =
                new RenderLoad(results, 1, 1 + polls, concurrent == null ? CONCURRENT_POLLS : concurrent, 1, seed);
        return withJobs(
                CacheKind.CURATION,
                load,
                String.format(
                        Locale.ROOT,
                        "%,d results, each written once (a cold miss) and then polled %,d times while %,d are polled at"
                                + " once; none is forgotten on purpose (seed %d).",
                        load.jobs(),
                        polls,
                        load.concurrent(),
                        seed));
    }

    private Subject withJobs(CacheKind kind, RenderLoad load, String assumption) {
        String name = kind == CacheKind.CURATION ? "curation-results" : kind.toString();
        return new Subject(name, kind, capOf(kind), load, assumption, load, window);
    }

    private int capOf(CacheKind kind) {
        return cap == null ? kind.cap() : cap;
    }
}
