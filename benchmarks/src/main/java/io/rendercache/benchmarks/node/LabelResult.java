package io.rendercache.benchmarks.node;

import org.HdrHistogram.Histogram;

/**
 * What one run of the viewers came to.
 *
 * @param opened images opened, each with a label that was verified
 * @param openingNanos time spent in opening, by all viewers together
 * @param viewers how many they were
 * @param openings nanoseconds of each opening
 * @param restart what the restart kept
 * @param loadsBefore loads in the quarter of the openings before the restart
 * @param loadsAfter loads in the quarter after it
 * @param reindexed how often the embeddings were rewritten
 * @param cost what the labels cost
 * @param cutShort whether time was up before all was done
 */
record LabelResult(
        long opened,
        long openingNanos,
        int viewers,
        Histogram openings,
        Labels.Restart restart,
        long loadsBefore,
        long loadsAfter,
        int reindexed,
        Labels.Cost cost,
        boolean cutShort) {

    double openedPerSecond() {
        return openingNanos == 0 ? 0 : opened * 1e9 * viewers / openingNanos;
    }
}
