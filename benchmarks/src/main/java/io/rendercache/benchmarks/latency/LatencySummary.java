package io.rendercache.benchmarks.latency;

import java.util.List;

/**
 * {@code latency.json}.
 *
 * @param runs one for each implementation and capacity; those of the search for the smallest heap come last, with fresh
 *     keys
 * @param verdicts whether the goals held, in words
 */
record LatencySummary(List<Measured> runs, List<String> verdicts) {}
