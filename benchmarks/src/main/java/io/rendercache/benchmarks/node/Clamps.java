package io.rendercache.benchmarks.node;

import java.nio.file.Path;

/** How a node learns the highest frame of a directory: with the cache, or without. */
interface Clamps extends AutoCloseable {
    /** A job begins. */
    OfJob openJob(String jobId);

    /** What it has cost so far. */
    Cost cost();

    @Override
    void close();

    /** One job's view. Closing it is what a job may forget. */
    interface OfJob extends AutoCloseable {
        /** Prepares to ask for one directory many times. */
        OfLayer layer(Path directory);

        @Override
        void close();
    }

    /** One video layer's highest frame, asked for each frame that is composited. */
    @FunctionalInterface
    interface OfLayer {
        long lastFrame();
    }

    /**
     * What the answers cost.
     *
     * @param listings directories listed
     * @param hits answers from the cache
     * @param evictions entries that made room while their job was open or forgotten
     * @param entries held now
     * @param offHeapBytes reserved outside the heap
     */
    record Cost(long listings, long hits, long evictions, long entries, long offHeapBytes) {}
}
