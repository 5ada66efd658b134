package io.rendercache.benchmarks.gate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.benchmarks.jmh.BenchmarkNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Forks by JMH: each run is one JMH with one fork of each benchmark, in a jar of its own. */
final class JmhForks implements Forks {
    /** The parameter that names the cache; it tells sides apart, not benchmarks, where peers are compared. */
    private static final String IMPLEMENTATION = "impl";

    /**
     * The parameter that names the keys; revisions without it measure what is {@code equal} now, which so has no name.
     */
    private static final String KEYS = "keys";

    private final Map<String, List<String>> commands;
    private final boolean sideIsImplementation;
    private final Path folder;

    /**
     * Runs these commands, by the side, each of which is JMH's without {@code -f} and {@code -rf}.
     *
     * @param sideIsImplementation whether the sides differ in {@code -p impl} and not in their jars
     * @param folder for JMH's output
     */
    JmhForks(Map<String, List<String>> commands, boolean sideIsImplementation, Path folder) {
        this.commands = commands;
        this.sideIsImplementation = sideIsImplementation;
        this.folder = folder;
    }

    @Override
    public Scores run(String side) throws IOException, InterruptedException {
        Path results = folder.resolve("jmh.json");
        Path log = folder.resolve("jmh.log");
        Files.deleteIfExists(results);
        List<String> command = new ArrayList<>(commands.get(side));
        command.addAll(List.of("-f", "1", "-foe", "true", "-rf", "json", "-rff", results.toString()));
        int exitCode = Programs.run(command, folder, log);
        if (exitCode != 0 || !Files.exists(results)) {
            throw new IncomparableException(
                    side + ": its benchmarks did not run (exit code " + exitCode + "): " + Programs.lastLine(log));
        }
        return parse(Files.readString(results), sideIsImplementation);
    }

    /** Reads JMH's results; refuses those that are no times, for which less would not be better. */
    static Scores parse(String json, boolean withoutImplementation) {
        Map<String, Double> nanos = new TreeMap<>();
        int jdk = 0;
        try {
            JsonArray results = JsonParser.parseString(json).getAsJsonArray();
            for (JsonElement element : results) {
                JsonObject result = element.getAsJsonObject();
                if (!result.get("mode").getAsString().equals("avgt")) {
                    throw new IncomparableException(result.get("benchmark").getAsString()
                            + " does not measure an average time; leave it out of --benchmarks");
                }
                jdk = Runtime.Version.parse(result.get("jdkVersion").getAsString())
                        .feature();
                String name = name(result, withoutImplementation);
                if (nanos.put(name, nanos(result.getAsJsonObject("primaryMetric"))) != null) {
                    throw new IncomparableException(
                            "JMH has two results for " + name + "; choose one with --benchmarks");
                }
            }
        } catch (JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | UnsupportedOperationException
                | ClassCastException
                | NullPointerException e) {
            throw new IncomparableException(
                    "JMH's results are not those of a JMH that this gate knows; take a jar of this project ("
                            + e.getMessage() + ")");
        }
        return new Scores(jdk, nanos);
    }

    /** The sides may measure in different units. */
    private static double nanos(JsonObject metric) {
        double score = metric.get("score").getAsDouble();
        String unit = metric.get("scoreUnit").getAsString();
        return switch (unit) {
            case "ns/op" -> score;
            case "us/op" -> score * 1e3;
            case "ms/op" -> score * 1e6;
            case "s/op" -> score * 1e9;
            default -> throw new IllegalArgumentException("a score in " + unit);
        };
    }

    /** The short name and the parameters. */
    private static String name(JsonObject result, boolean withoutImplementation) {
        String benchmark = result.get("benchmark").getAsString();
        if (benchmark.indexOf('.') < 0) {
            throw new IllegalArgumentException("a benchmark without a class, '" + benchmark + "'");
        }
        StringBuilder name = new StringBuilder(BenchmarkNames.shortName(benchmark));
        if (result.has("params")) {
            result.getAsJsonObject("params").entrySet().stream()
                    .filter(each -> !(withoutImplementation && each.getKey().equals(IMPLEMENTATION)))
                    .filter(each -> !(each.getKey().equals(KEYS)
                            && each.getValue().getAsString().equals(Keys.Kind.Names.EQUAL)))
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(each -> name.append(' ').append(each.getValue().getAsString()));
        }
        return name.toString();
    }
}
