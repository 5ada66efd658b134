package io.rendercache.benchmarks.sizing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over the references came to.
 *
 * @param subject what was sized
 * @param curve exact LRU's misses at every capacity
 * @param workingSet keys in use at once: of all jobs that run, or on average in a window
 * @param rows figures at some capacities, ascending
 */
record Sizing(Subject subject, MissCurve curve, double workingSet, List<Row> rows) {
    /** Where the figures are taken, the cap in question beside. */
    static final List<Integer> CAPACITIES = List.of(64, 100, 250, 500, 1_000, 2_000, 5_000, 100_000, 1_000_000);

    private static final int PROGRESS = 1_000_000;

    /**
     * Figures at one capacity.
     *
     * @param lruMisses of exact LRU
     * @param engineMisses of this engine
     * @param offHeapBytes what the cache reserves; null if this machine has not so much
     * @param timings null if not measured
     */
    record Row(
            int capacity,
            long lruMisses,
            double lruMissRatio,
            long engineMisses,
            @Nullable Long offHeapBytes,
            @Nullable Timings timings) {}

    /** Goes through the references once, and measures if that is wanted. */
    static Sizing of(Subject subject, boolean timed, Consumer<String> progress) throws IOException {
        TreeSet<Integer> capacities = new TreeSet<>(CAPACITIES);
        capacities.add(subject.cap());
        StackDistances distances = new StackDistances();
        WorkingSet window = new WorkingSet(subject.window());
        List<EngineReplay> engines = new ArrayList<>();
        try {
            capacities.forEach(capacity -> engines.add(new EngineReplay(capacity)));
            List<References.Sink> sinks = new ArrayList<>(engines);
            sinks.add(distances);
            sinks.add(window);
            subject.references().forEach(new Fan(subject.name(), sinks, progress));
            MissCurve curve = distances.curve();
            List<Row> rows = new ArrayList<>();
            for (int capacity : capacities) {
                progress.accept(subject.name() + ": figures at " + capacity);
                rows.add(new Row(
                        capacity,
                        curve.misses(capacity),
                        curve.missRatio(capacity),
                        engines.get(rows.size()).misses(),
                        reserved(subject.kind(), capacity),
                        timed ? Timings.at(capacity) : null));
            }
            return new Sizing(subject, curve, workingSet(subject, window), rows);
        } finally {
            engines.forEach(EngineReplay::close);
        }
    }

    private static @Nullable Long reserved(CacheKind kind, int capacity) {
        try {
            return kind.offHeapBytes(capacity);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    private static double workingSet(Subject subject, WorkingSet window) {
        RenderLoad load = subject.job();
        return load == null ? window.average() : (double) Math.min(load.concurrent(), load.jobs()) * load.keys();
    }

    /** Hands each reference to all of them. */
    private static final class Fan implements References.Sink {
        private final String name;
        private final References.Sink[] sinks;
        private final Consumer<String> progress;
        private long references;

        Fan(String name, List<References.Sink> sinks, Consumer<String> progress) {
            this.name = name;
            this.sinks = sinks.toArray(new References.Sink[0]);
            this.progress = progress;
        }

        @Override
        public void reference(long key) {
            for (References.Sink sink : sinks) {
                sink.reference(key);
            }
            if (++references % PROGRESS == 0) {
                progress.accept(name + ": " + Words.count(references) + " references");
            }
        }

        @Override
        public void remove(long key) {
            for (References.Sink sink : sinks) {
                sink.remove(key);
            }
        }
    }
}
