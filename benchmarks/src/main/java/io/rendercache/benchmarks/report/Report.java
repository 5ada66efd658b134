package io.rendercache.benchmarks.report;

import com.google.gson.JsonElement;
import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.memory.Footprint;
import io.rendercache.benchmarks.results.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a run and its charts.
 *
 * @param html the page, which needs no other file
 * @param drawings the charts, each also a file of its own
 * @param problems what was left out, and why, a line each
 */
record Report(String html, List<Drawing> drawings, List<String> problems) {

    /** The gate's facts: "off-heap bytes, X of 1000" for all its entries, "index bytes for 1000 entries, X of 1000". */
    private static final Pattern MEMORY = Pattern.compile(
            "(off-heap bytes|index bytes)(?: for ([1-9]\\d{0,8}) entries)?, (\\w+) of ([1-9]\\d{0,8})$");

    private static final String MEMORY_FILE = "memory.json";

    /** What can be drawn; throws nothing but what its input asks for. */
    private interface Chart {
        List<Drawing> draw() throws IOException;
    }

    /** Makes the page; {@code obstacle} says why no charts can be drawn, if so. */
    static Report of(Run run, History history, List<String> more, Optional<String> obstacle) {
        List<String> problems = new ArrayList<>(run.problems());
        problems.addAll(more);
        obstacle.ifPresent(problems::add);
        List<Drawing> all = new ArrayList<>();
        Drawer drawer = new Drawer(obstacle.isEmpty(), all, problems);

        List<Drawing> costs = drawer.draw("cost", () -> Charts.costs(run.scores()));
        List<Drawing> scaling = drawer.draw("threads", () -> Charts.scaling(run.scores()));
        List<Drawing> latencies = drawer.draw("latency", () -> Charts.latencies(run.curves()));
        List<Drawing> misses = drawer.draw("misses", () -> Charts.misses(run.misses()));
        Map<String, Map<String, Double>> bytes = bytesPerEntry(run.documents());
        bytes.putAll(footprints(run.documents(), problems));
        List<Drawing> memory = drawer.draw("memory", () -> Charts.memory(bytes));
        List<Drawing> past = drawer.draw("history", () -> Charts.history(history));

        Page page = new Page("Rendercache: " + run.name());
        problems.forEach(page::problem);

        page.section("Cost of an operation");
        if (run.scores().isEmpty()) {
            page.absent("No results of JMH here: run benchmarks.jar with -rf json -rff FOLDER/jmh.json.");
        } else {
            page.text(
                    "Whiskers are JMH's interval of 99.9 %. Only ratios within one file count. cpu is the processor time of"
                            + " an operation in all threads of the process. × Caffeine is against the best of the ways in which it"
                            + " was set up. Keys: same is the object that was put, equal another one whose hash is known, fresh one"
                            + " made for the call, which takes what MakeKey shows. Results without keys are of before these were told"
                            + " apart, asked by equal keys, and have Caffeine with a same-thread executor.");
        }
        page.charts(costs);
        if (!run.scores().isEmpty()) {
            page.table(scores(run.scores()));
        }

        page.section("Over threads");
        if (run.scores().stream().map(Score::threads).distinct().count() < 2) {
            page.absent("All was run with one count of threads: add a run with another -t.");
        }
        page.charts(scaling);

        page.section("Latency by percentile");
        if (run.curves().isEmpty()) {
            page.absent("No latency-*.hgrm here: 'benchmarks.jar latency --out FOLDER' writes them.");
        }
        page.charts(latencies);
        if (!run.curves().isEmpty()) {
            page.table(percentiles(run.curves()));
        }
        documents(page, run, "latency");

        page.section("Misses over capacity");
        if (run.misses().isEmpty()) {
            page.absent("No sizing-*.csv here: 'benchmarks.jar sizing --out FOLDER' writes it.");
        }
        page.charts(misses);
        documents(page, run, "sizing");

        page.section("Memory for each entry");
        if (bytes.isEmpty()) {
            page.absent(
                    "No baseline.json with bytes per entry here or beside: 'benchmarks.jar gate --facts --update' writes it.");
        }
        if (!run.documents().containsKey(MEMORY_FILE)) {
            page.absent("No " + MEMORY_FILE + " here: 'benchmarks.jar memory --out FOLDER' writes it.");
        }
        page.charts(memory);
        documents(page, run, "memory");
        documents(page, run, "baseline");

        if (run.documents().containsKey("verdict.json")) {
            page.section("The gate's verdict");
            documents(page, run, "verdict");
        }

        page.section("History");
        if (history.runs().isEmpty()) {
            page.absent("No run has the engine and Caffeine in one file: run both with -p impl=bounded-lru,caffeine.");
        } else {
            page.text(
                    "The engine's time as a multiple of Caffeine's, set up in the best of the ways that were measured, within"
                            + " one file each; below 1 is faster. Lines without keys are against Caffeine with a same-thread"
                            + " executor.");
            page.charts(past).table(history(history));
        }
        return new Report(page.end(run.environment()), all, problems);
    }

    private record Drawer(boolean able, List<Drawing> all, List<String> problems) {
        /** A chart that cannot be drawn is a line; the page stands without it. */
        List<Drawing> draw(String what, Chart chart) {
            if (!able) {
                return List.of();
            }
            try {
                List<Drawing> drawn =
                        chart.draw().stream().map(this::nameItsOwn).toList();
                return drawn;
            } catch (IOException | RuntimeException e) {
                problems.add(what + ": its charts cannot be drawn: "
                        + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
                return List.of();
            }
        }

        /** Two titles may make one slug, and with it one file. */
        private Drawing nameItsOwn(Drawing drawing) {
            Drawing named = drawing;
            for (int copy = 2; isTaken(named.slug()); copy++) {
                named = drawing.named(drawing.slug() + "-" + copy);
            }
            all.add(named);
            return named;
        }

        private boolean isTaken(String slug) {
            return all.stream().anyMatch(other -> other.slug().equals(slug));
        }
    }

    private static void documents(Page page, Run run, String prefix) {
        run.documents().forEach((file, json) -> {
            if (file.startsWith(prefix)) {
                Tables.of(file, json).forEach(page::table);
            }
        });
    }

    /** By kind, then by cache and capacity, the smallest first. */
    private static Map<String, Map<String, Double>> bytesPerEntry(Map<String, JsonElement> documents) {
        Map<String, SortedMap<Integer, Map<String, Double>>> sorted = new TreeMap<>();
        JsonElement baseline = documents.get("baseline.json");
        if (baseline != null) {
            Tables.numbers(baseline).forEach((fact, value) -> {
                Matcher memory = MEMORY.matcher(fact);
                if (memory.find() && value >= 0) {
                    double entries = Double.parseDouble(memory.group(memory.group(2) == null ? 4 : 2));
                    sorted.computeIfAbsent(
                                    memory.group(1).startsWith("index") ? "its index alone" : "all off-heap memory",
                                    kind -> new TreeMap<>())
                            .computeIfAbsent(Integer.valueOf(memory.group(4)), capacity -> new TreeMap<>())
                            .put(memory.group(3) + " of " + Figures.grouped(memory.group(4)), value / entries);
                }
            });
        }
        Map<String, Map<String, Double>> kinds = new LinkedHashMap<>();
        sorted.forEach((kind, byCapacity) -> {
            Map<String, Double> bytes = new LinkedHashMap<>();
            byCapacity.values().forEach(bytes::putAll);
            kinds.put(kind, bytes);
        });
        return kinds;
    }

    /** By capacity, then by cache: what {@code memory} measured. */
    private static Map<String, Map<String, Double>> footprints(
            Map<String, JsonElement> documents, List<String> problems) {
        Map<String, Map<String, Double>> kinds = new LinkedHashMap<>();
        JsonElement memory = documents.get(MEMORY_FILE);
        if (memory != null) {
            try {
                for (Footprint footprint : Json.parse(memory.toString(), Footprint[].class, MEMORY_FILE)) {
                    kinds.computeIfAbsent(
                                    "heap and beside it, capacity " + Figures.of(footprint.capacity()),
                                    kind -> new LinkedHashMap<>())
                            .put(footprint.implementation(), footprint.bytesPerEntry());
                }
            } catch (IOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return kinds;
    }

    private static Tables.Table scores(List<Score> scores) {
        List<List<Object>> rows = new ArrayList<>();
        List<Score> sorted = new ArrayList<>(scores);
        sorted.sort((a, b) -> {
            int order = (a.benchmark() + a.setting() + a.unit()).compareTo(b.benchmark() + b.setting() + b.unit());
            order = order == 0 ? Integer.compare(a.threads(), b.threads()) : order;
            return order == 0 ? Palette.ORDER.compare(a.who(), b.who()) : order;
        });
        for (Score score : sorted) {
            Object ratio = score.best(Implementation.CAFFEINE, scores)
                    .<Object>map(peer -> score.score() / peer.score())
                    .orElse("");
            rows.add(List.of(
                    score.benchmark(),
                    score.setting(),
                    score.threads(),
                    score.who(),
                    score.score(),
                    Double.isFinite(score.error()) ? score.error() : "",
                    score.unit(),
                    Double.isFinite(score.cpu()) ? score.cpu() : "",
                    ratio,
                    score.file()));
        }
        return new Tables.Table(
                "",
                List.of(
                        "benchmark",
                        "setting",
                        "threads",
                        "cache",
                        "score",
                        "±",
                        "unit",
                        "cpu, ns",
                        "× Caffeine",
                        "file"),
                rows);
    }

    private static Tables.Table percentiles(List<LatencyCurve> curves) {
        List<List<Object>> rows = new ArrayList<>();
        curves.stream()
                .sorted((a, b) -> a.group().equals(b.group())
                        ? Palette.ORDER.compare(a.who(), b.who())
                        : a.group().compareTo(b.group()))
                .forEach(curve -> rows.add(List.of(
                        curve.group(), curve.who(), curve.at(0.5), curve.at(0.99), curve.at(0.999), curve.max())));
        return new Tables.Table(
                "Nanoseconds, lower is better", List.of("setting", "cache", "p50", "p99", "p99.9", "max"), rows);
    }

    private static Tables.Table history(History history) {
        List<String> head = new ArrayList<>(List.of("", "run"));
        head.addAll(history.lines().keySet());
        List<List<Object>> rows = new ArrayList<>();
        for (int number = 1; number <= history.runs().size(); number++) {
            List<Object> row = new ArrayList<>(List.of(number, history.runs().get(number - 1)));
            for (Map<Integer, Double> line : history.lines().values()) {
                Double ratio = line.get(number);
                row.add(ratio == null ? "" : ratio);
            }
            rows.add(row);
        }
        return new Tables.Table("", head, rows);
    }
}
