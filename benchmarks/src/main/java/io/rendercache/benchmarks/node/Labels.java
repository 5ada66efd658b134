package io.rendercache.benchmarks.node;

import io.rendercache.ImageLabel;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** How a node learns what an image shows: with the cache, or without. */
interface Labels extends AutoCloseable {
    /** The label of the image of this row. */
    Optional<ImageLabel> label(int row) throws IOException;

    /** Waits until labels made now can be kept, or until told to stop; says so if that takes time. */
    void awaitSettled(Consumer<String> progress, BooleanSupplier stopped);

    /** Ends and starts anew, as the process would; returns what that kept. */
    Restart restart();

    /** What it has cost so far. */
    Cost cost();

    @Override
    void close();

    /**
     * What a restart kept.
     *
     * @param before labels held before it
     * @param recovered labels found whole after it
     * @param discarded labels found torn
     * @param nanos how long it took to open the file
     */
    record Restart(long before, long recovered, long discarded, long nanos) {}

    /**
     * What the answers cost.
     *
     * @param loads times the files were read
     * @param hits answers from the cache
     * @param evictions labels that made room
     * @param notKept answers that were not kept, for the files were too young
     * @param bytes reserved outside the heap, in the mapped file
     */
    record Cost(long loads, long hits, long evictions, long notKept, long bytes) {}
}
