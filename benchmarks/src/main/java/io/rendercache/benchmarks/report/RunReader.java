package io.rendercache.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.rendercache.benchmarks.jmh.BenchmarkNames;
import io.rendercache.benchmarks.jmh.CpuProfiler;
import io.rendercache.benchmarks.results.Json;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a folder of results. JMH's files are known by their structure, the others by their names; a file that cannot be
 * read is one problem, in one line, and the rest is read all the same.
 */
final class RunReader {
    private static final String BASELINE = "baseline.json";
    private static final String ENVIRONMENT = "env.json";

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Score> scores = new ArrayList<>();
    private final List<LatencyCurve> curves = new ArrayList<>();
    private final List<MissCurve> misses = new ArrayList<>();
    private final Map<String, JsonElement> documents = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private RunReader(Path folder) {
        this.folder = folder;
    }

    /** Reads the folder and the {@code baseline.json} in it or beside it; fails only if it cannot be listed. */
    static Run read(Path folder) throws IOException {
        RunReader reader = new RunReader(folder);
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(Files::isRegularFile).sorted().toList();
        }
        files.forEach(reader::take);
        Path beside = folder.toAbsolutePath().normalize().resolveSibling(BASELINE);
        if (!reader.documents.containsKey(BASELINE) && Files.isRegularFile(beside)) {
            reader.take(beside);
        }
        reader.misses.replaceAll(reader::withItsCap);
        return new Run(
                folder.toAbsolutePath().normalize().getFileName().toString(),
                reader.environment,
                reader.scores,
                reader.curves,
                reader.misses,
                reader.documents,
                reader.problems);
    }

    /** Reads the results of JMH in the folder and nothing else; fails only if it cannot be listed. */
    static List<Score> scores(Path folder, List<String> problems) throws IOException {
        RunReader reader = new RunReader(folder);
        try (Stream<Path> listed = Files.list(folder)) {
            listed.filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
                    .sorted()
                    .forEach(reader::take);
        }
        problems.addAll(reader.problems);
        return reader.scores;
    }

    private MissCurve withItsCap(MissCurve curve) {
        JsonElement figures = documents.get("sizing-" + curve.name() + ".json");
        double cap = figures == null ? Double.NaN : Tables.numbers(figures).getOrDefault("cap", Double.NaN);
        return cap > 0 ? curve.withCap(cap) : curve;
    }

    private void take(Path path) {
        String file = path.getFileName().toString();
        try {
            if (file.endsWith(".json")) {
                json(file, Json.parse(Files.readString(path), JsonElement.class, file));
            } else if (file.endsWith(".hgrm")) {
                curves.add(LatencyCurve.parse(file, Files.readAllLines(path)));
            } else if (file.startsWith("sizing") && file.endsWith(".csv")) {
                misses.add(MissCurve.parse(file, Files.readAllLines(path)));
            }
        } catch (MalformedInputException e) {
            problems.add(file + ": not text in UTF-8");
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        }
    }

    private void json(String file, JsonElement json) throws IOException {
        if (file.equals(ENVIRONMENT)) {
            if (!json.isJsonObject()) {
                throw new IOException(file + ": not an object of JSON");
            }
            json.getAsJsonObject().entrySet().forEach(entry -> environment.put(entry.getKey(), text(entry.getValue())));
        } else if (isJmh(json)) {
            List<Score> read = new ArrayList<>();
            try {
                json.getAsJsonArray().forEach(result -> read.add(score(file, result.getAsJsonObject())));
            } catch (RuntimeException e) {
                throw new IOException(file + ": one of JMH's results lacks a field or has one of another kind", e);
            }
            scores.addAll(read);
        } else {
            documents.put(file, json);
        }
    }

    private static boolean isJmh(JsonElement json) {
        return json.isJsonArray()
                && !json.getAsJsonArray().isEmpty()
                && json.getAsJsonArray().get(0).isJsonObject()
                && json.getAsJsonArray().get(0).getAsJsonObject().has("primaryMetric");
    }

    private static Score score(String file, JsonObject result) {
        JsonObject metric = result.getAsJsonObject("primaryMetric");
        Map<String, String> params = new LinkedHashMap<>();
        if (result.has("params")) {
            result.getAsJsonObject("params").entrySet().forEach(e -> params.put(e.getKey(), text(e.getValue())));
        }
        return new Score(
                file,
                BenchmarkNames.shortName(result.get("benchmark").getAsString()),
                result.get("threads").getAsInt(),
                params,
                metric.get("score").getAsDouble(),
                number(metric.get("scoreError")),
                metric.get("scoreUnit").getAsString(),
                cpu(result));
    }

    private static double cpu(JsonObject result) {
        JsonObject secondary = result.getAsJsonObject("secondaryMetrics");
        JsonObject cpu = secondary == null ? null : secondary.getAsJsonObject(CpuProfiler.NAME);
        return cpu == null ? Double.NaN : number(cpu.get("score"));
    }

    /** JMH writes "NaN" as text where it has no interval. */
    private static double number(JsonElement value) {
        try {
            return value.getAsDouble();
        } catch (RuntimeException e) {
            return Double.NaN;
        }
    }

    private static String text(JsonElement value) {
        if (value.isJsonArray()) {
            JsonArray array = value.getAsJsonArray();
            List<String> words = new ArrayList<>();
            array.forEach(word -> words.add(text(word)));
            return String.join(" ", words);
        }
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
