package io.rendercache.benchmarks.node;

import org.HdrHistogram.Histogram;

/**
 * What one run came to.
 *
 * @param jobs jobs finished
 * @param forgotten of them, how many did not close
 * @param frames layer frames composited, one lookup each
 * @param compositingNanos time spent compositing, by all workers together
 * @param workers how many they were
 * @param lookups nanoseconds of each lookup
 * @param cost what the answers cost
 * @param heapBytes heap in use at the end, after a collection
 * @param cutShort whether time was up before the jobs were done
 */
record RunResult(
        int jobs,
        int forgotten,
        long frames,
        long compositingNanos,
        int workers,
        Histogram lookups,
        Clamps.Cost cost,
        long heapBytes,
        boolean cutShort) {

    double framesPerSecond() {
        return compositingNanos == 0 ? 0 : frames * 1e9 * workers / compositingNanos;
    }
}
