package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Where the directories of a job come from, and what becomes of them. */
interface Videos {
    /** Provides the videos of a job; gives up early, with fewer, when told to stop. */
    List<Video> take(int job, int count, BooleanSupplier stopped) throws IOException;

    /** The job is done with them. */
    void giveBack(int job) throws IOException;
}
