package io.rendercache.benchmarks.report;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;

/**
 * What a folder of results holds.
 *
 * @param name the folder's name
 * @param environment what {@code env.json} says, in its order; empty if there is none
 * @param scores all results of JMH, file by file
 * @param curves the latencies by percentile
 * @param misses the miss-ratio curves
 * @param documents other JSON by file name: latency.json, sizing*.json, verdict.json, baseline.json
 * @param problems what could not be read, a line each
 */
record Run(
        String name,
        Map<String, String> environment,
        List<Score> scores,
        List<LatencyCurve> curves,
        List<MissCurve> misses,
        Map<String, JsonElement> documents,
        List<String> problems) {}
