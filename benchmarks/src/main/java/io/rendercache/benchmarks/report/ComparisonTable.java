package io.rendercache.benchmarks.report;

import com.google.gson.JsonElement;
import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Keys.Kind.Names;
import io.rendercache.benchmarks.jmh.GetHit;
import io.rendercache.benchmarks.jmh.GetMiss;
import io.rendercache.benchmarks.jmh.InsertEvict;
import io.rendercache.benchmarks.jmh.Mix50;
import io.rendercache.benchmarks.jmh.Mix95;
import io.rendercache.benchmarks.jmh.Zipf;
import io.rendercache.benchmarks.memory.Footprint;
import io.rendercache.benchmarks.results.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The README's tables, in Markdown, from one run for each JDK: time, processor time and memory, a column for each
 * cache.
 *
 * <p>Our figure is bold where the best of the ways to set a peer up is ahead of it, or where a goal is missed; the last
 * column says by how much. Figures of one run only are set against each other.
 */
final class ComparisonTable {
    private static final String THOUSAND = "1000";
    private static final String MILLION = "1000000";
    private static final String NOT_MEASURED = "-";
    private static final Pattern JDK = Pattern.compile("(?<![\\w.])(\\d+)[.+]");

    // What this project wants of itself; what the gate fails on are the limits in baseline.json, which may be looser.
    private static final Map<Implementation, Double> HIT =
            Map.of(Implementation.CAFFEINE, 1.0, Implementation.OHC, 0.29);
    private static final Map<Implementation, Double> HIT_OF_TWO =
            Map.of(Implementation.CAFFEINE, 0.9, Implementation.OHC, 0.29);
    private static final Map<Implementation, Double> PREPARED =
            Map.of(Implementation.CAFFEINE, 0.7, Implementation.OHC, 0.29);
    private static final Map<Implementation, Double> INSERT =
            Map.of(Implementation.CAFFEINE, 0.5, Implementation.OHC, 1.0);
    private static final Map<Implementation, Double> MIX = Map.of(Implementation.CAFFEINE, 1.0);
    private static final Map<Implementation, Double> HIT_OF_A_MILLION =
            Map.of(Implementation.CAFFEINE, 1.2, Implementation.OHC, 0.25);

    /**
     * What is compared.
     *
     * @param ours which of our caches
     * @param goals the largest ratios of ours to a peer that this project has set itself
     */
    private record Row(
            String label,
            Implementation ours,
            Class<?> benchmark,
            String keys,
            String capacity,
            int threads,
            Map<Implementation, Double> goals) {
        Row(String label, Class<?> benchmark, String keys, int threads, Map<Implementation, Double> goals) {
            this(label, Implementation.BOUNDED_LRU, benchmark, keys, THOUSAND, threads, goals);
        }

        boolean is(Score score) {
            return score.benchmark().equals(benchmark.getSimpleName())
                    && score.threads() == threads
                    && capacity.equals(score.params().get("capacity"))
                    && keys.equals(score.params().get("keys"));
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("hit, same key, 1 thread", GetHit.class, Names.SAME, 1, HIT),
            new Row("hit, same key, 2 threads", GetHit.class, Names.SAME, 2, HIT_OF_TWO),
            new Row("hit, equal key, 1 thread", GetHit.class, Names.EQUAL, 1, HIT),
            new Row("hit, equal key, 2 threads", GetHit.class, Names.EQUAL, 2, HIT_OF_TWO),
            new Row("insert that evicts, 1 thread", InsertEvict.class, Names.EQUAL, 1, INSERT),
            new Row("insert that evicts, 2 threads", InsertEvict.class, Names.EQUAL, 2, INSERT),
            new Row("95/5 mix, 1 thread", Mix95.class, Names.EQUAL, 1, MIX),
            new Row("95/5 mix, 2 threads", Mix95.class, Names.EQUAL, 2, MIX),
            new Row("50/50 mix, 1 thread", Mix50.class, Names.EQUAL, 1, Map.of()),
            new Row("miss, 1 thread", GetMiss.class, Names.EQUAL, 1, Map.of()),
            new Row("Zipf, 1 thread", Zipf.class, Names.EQUAL, 1, Map.of()),
            new Row(
                    "hit of 1,000,000, equal key, 1 thread",
                    Implementation.BOUNDED_LRU,
                    GetHit.class,
                    Names.EQUAL,
                    MILLION,
                    1,
                    HIT_OF_A_MILLION),
            new Row(
                    "hit of the frame cache by string, 1 thread",
                    Implementation.FRAME_DIR,
                    GetHit.class,
                    Names.EQUAL,
                    THOUSAND,
                    1,
                    HIT),
            new Row(
                    "hit of the frame cache by prepared key, 1 thread",
                    Implementation.FRAME_DIR_KEY,
                    GetHit.class,
                    Names.EQUAL,
                    THOUSAND,
                    1,
                    PREPARED));

    /** A column: one cache as it is set up, or the best of the ways to. */
    private record Column(String head, List<Implementation> caches) {}

    private static final Column CAFFEINE = new Column("Caffeine", List.of(Implementation.CAFFEINE));
    private static final Column CACHE2K = new Column("cache2k", Implementation.CACHE2K.variants());
    private static final Column OHC = new Column("OHC", Implementation.OHC.variants());
    private static final Column MAP = new Column("synchronized map", Implementation.LINKED_HASH_MAP.variants());

    private static final List<Column> COLUMNS = List.of(
            CAFFEINE,
            new Column("Caffeine, same thread", List.of(Implementation.CAFFEINE_SAME_THREAD)),
            CACHE2K,
            OHC,
            MAP);

    /** What ours is held against. */
    private static final List<Column> PEERS =
            List.of(new Column(CAFFEINE.head(), Implementation.CAFFEINE.variants()), CACHE2K, OHC, MAP);

    private final List<Run> runs;
    private final StringBuilder text = new StringBuilder();
    private final List<String> missing = new ArrayList<>();

    private ComparisonTable(List<Run> runs) {
        this.runs = runs;
    }

    /**
     * The tables.
     *
     * @param markdown all of them
     * @param missing what was not measured, a line each
     */
    record Made(String markdown, List<String> missing) {}

    static Made of(List<Run> runs) throws IOException {
        ComparisonTable table = new ComparisonTable(runs);
        table.text.append(table.measuredOn()).append("\n\n");
        table.costs("ns an operation", Score::score, true);
        table.text.append('\n');
        table.costs("processor time of all threads, ns an operation", Score::cpu, false);
        table.text.append('\n');
        table.memory();
        return new Made(table.text.toString(), table.missing);
    }

    private String measuredOn() {
        String jdks = runs.stream().map(ComparisonTable::jdk).collect(Collectors.joining(" / "));
        String where = runs.stream()
                .map(run -> run.environment().getOrDefault("processor", "an unknown processor") + " with "
                        + run.environment().getOrDefault("cores", "?") + " cores, "
                        + run.environment().getOrDefault("date", "no date") + ", commit "
                        + run.environment().getOrDefault("commit", "unknown"))
                .distinct()
                .collect(Collectors.joining("; "));
        return "Java " + jdks + "; " + where
                + ". Capacity 1,000 unless a row says otherwise. cache2k and OHC: the best of the"
                + " ways that were measured to set each up. **Bold**: the best of a peer's is ahead, or a goal is missed; the"
                + " last column has our ratio to it, with the goal in brackets.";
    }

    private static String jdk(Run run) {
        Matcher version = JDK.matcher(run.environment().getOrDefault("jdk", ""));
        return version.find() ? version.group(1) : "?";
    }

    private void costs(String what, ToDoubleFunction<Score> of, boolean judged) {
        head(what, judged);
        for (Row row : ROWS) {
            List<List<Score>> scores = runs.stream()
                    .map(run -> run.scores().stream().filter(row::is).toList())
                    .toList();
            List<OptionalDouble> ours = scores.stream()
                    .map(all -> least(all, List.of(row.ours()), of))
                    .toList();
            if (judged) {
                for (int run = 0; run < runs.size(); run++) {
                    if (ours.get(run).isEmpty()) {
                        missing.add(runs.get(run).name() + ": " + row.label() + " was not measured");
                    }
                }
            }
            List<Ratios> behind = judged ? behind(row, scores, ours, of) : List.of();
            text.append("| ").append(row.label()).append(" | ");
            for (int run = 0; run < ours.size(); run++) {
                int number = run;
                boolean bold = behind.stream().anyMatch(ratios -> ratios.isBehind(number));
                text.append(run == 0 ? "" : " / ").append(bold ? "**" : "").append(figure(ours.get(run)));
                text.append(bold ? "**" : "");
            }
            for (Column column : COLUMNS) {
                text.append(" | ")
                        .append(scores.stream()
                                .map(all -> figure(least(all, column.caches(), of)))
                                .collect(Collectors.joining(" / ")));
            }
            if (judged) {
                text.append(" | ").append(behind.stream().map(Ratios::words).collect(Collectors.joining(", ")));
            }
            text.append(" |\n");
        }
    }

    /** Our ratios to the best of a peer's, run by run. */
    private record Ratios(String peer, @Nullable Double goal, List<OptionalDouble> ratios) {
        boolean isBehind(int run) {
            return ratios.get(run).isPresent()
                    && ratios.get(run).getAsDouble() > (goal == null ? 1 : Math.min(1, goal));
        }

        String words() {
            String all = ratios.stream()
                    .map(ratio ->
                            ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : NOT_MEASURED)
                    .collect(Collectors.joining(" / "));
            return peer + " " + all + (goal == null ? "" : " (" + goal + ")");
        }
    }

    private static List<Ratios> behind(
            Row row, List<List<Score>> scores, List<OptionalDouble> ours, ToDoubleFunction<Score> of) {
        List<Ratios> behind = new ArrayList<>();
        for (Column peer : PEERS) {
            List<OptionalDouble> ratios = new ArrayList<>();
            for (int run = 0; run < ours.size(); run++) {
                OptionalDouble theirs = least(scores.get(run), peer.caches(), of);
                ratios.add(
                        ours.get(run).isPresent() && theirs.isPresent()
                                ? OptionalDouble.of(ours.get(run).getAsDouble() / theirs.getAsDouble())
                                : OptionalDouble.empty());
            }
            Ratios all =
                    new Ratios(peer.head(), row.goals().get(peer.caches().get(0).peer()), ratios);
            if (IntStream.range(0, ours.size()).anyMatch(all::isBehind)) {
                behind.add(all);
            }
        }
        return behind;
    }

    private static OptionalDouble least(List<Score> scores, List<Implementation> caches, ToDoubleFunction<Score> of) {
        List<String> names = caches.stream().map(Implementation::id).toList();
        return scores.stream()
                .filter(score -> names.contains(score.who()))
                .mapToDouble(of)
                .filter(Double::isFinite)
                .min();
    }

    private void memory() throws IOException {
        List<List<Footprint>> footprints = new ArrayList<>();
        for (Run run : runs) {
            JsonElement measured = run.documents().get("memory.json");
            if (measured == null) {
                missing.add(run.name() + ": memory was not measured");
                footprints.add(List.of());
            } else {
                footprints.add(
                        List.of(Json.parse(measured.toString(), Footprint[].class, run.name() + "/memory.json")));
            }
        }
        head("bytes an entry, heap and beside it", false);
        for (String capacity : List.of(THOUSAND, MILLION)) {
            text.append("| capacity ").append(Figures.grouped(capacity));
            Stream.concat(Stream.of(new Column("", List.of(Implementation.BOUNDED_LRU))), COLUMNS.stream())
                    .forEach(column -> text.append(" | ")
                            .append(footprints.stream()
                                    .map(all -> figure(bytes(all, column.caches(), capacity)))
                                    .collect(Collectors.joining(" / "))));
            text.append(" |\n");
        }
    }

    private static OptionalDouble bytes(List<Footprint> footprints, List<Implementation> caches, String capacity) {
        List<String> names = caches.stream().map(Implementation::id).toList();
        return footprints.stream()
                .filter(footprint -> names.contains(footprint.implementation())
                        && capacity.equals(Integer.toString(footprint.capacity())))
                .mapToDouble(Footprint::bytesPerEntry)
                .filter(Double::isFinite)
                .min();
    }

    private void head(String what, boolean judged) {
        text.append("| ").append(what).append(" | ours");
        COLUMNS.forEach(column -> text.append(" | ").append(column.head()));
        text.append(judged ? " | behind (goal) |\n" : " |\n");
        text.append("|---".repeat(COLUMNS.size() + (judged ? 3 : 2))).append("|\n");
    }

    private static String figure(OptionalDouble figure) {
        return figure.isEmpty() ? NOT_MEASURED : String.format(Locale.ROOT, "%,.0f", figure.getAsDouble());
    }
}
