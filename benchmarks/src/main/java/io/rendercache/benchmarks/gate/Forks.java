package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.util.Map;

/** Runs one fork of one side. */
interface Forks {
    /**
     * What one fork measured.
     *
     * @param jdk the feature version that ran it
     * @param nanosByBenchmark the time of one operation, by the benchmark and its parameters
     */
    record Scores(int jdk, Map<String, Double> nanosByBenchmark) {}

    /** Runs a fork and returns its scores. */
    Scores run(String side) throws IOException, InterruptedException;
}
