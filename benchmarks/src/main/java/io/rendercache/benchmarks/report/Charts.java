package io.rendercache.benchmarks.report;

import java.awt.BasicStroke;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what a run holds. */
final class Charts {
    private static final int MOST_POINTS = 500;

    private static final int LONGEST_LABEL = 42;
    private static final int LYING_AXIS_HEIGHT = 70;
    private static final int LYING_BAR_HEIGHT = 34;

    private static final String EXACT_LRU = "exact LRU";

    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.TRIANGLE_DOWN,
        SeriesMarkers.CROSS
    };

    private Charts() {}

    /** Bars from zero for each benchmark and setting, a group for each count of threads. */
    static List<Drawing> costs(List<Score> scores) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        for (Map.Entry<String, List<Score>> panel : panels(scores).entrySet()) {
            List<Score> shown = panel.getValue();
            SortedMap<String, Map<Integer, Score>> byWho = byWho(shown);
            List<Integer> threads = threads(shown);
            CategoryChart chart = Drawing.bars("", shown.get(0).unit());
            List<String> groups = threads.stream().map(Charts::threadsInWords).toList();
            for (Map.Entry<String, Map<Integer, Score>> row : byWho.entrySet()) {
                List<@Nullable Double> heights = new ArrayList<>();
                List<@Nullable Double> errors = new ArrayList<>();
                for (int count : threads) {
                    Score score = row.getValue().get(count);
                    heights.add(score == null ? null : score.score());
                    errors.add(score == null || !Double.isFinite(score.error()) ? 0.0 : score.error());
                }
                CategorySeries series = chart.addSeries(label(row.getKey()), groups, heights, errors);
                series.setFillColor(Palette.of(row.getKey()));
            }
            chart.getStyler().setYAxisMin(0.0);
            drawings.add(
                    Drawing.of("cost-" + panel.getKey(), panel.getKey() + ", " + perOperation(shown.get(0)), chart));
        }
        return drawings;
    }

    /** Lines over the count of threads, where a benchmark was run with several. */
    static List<Drawing> scaling(List<Score> scores) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        for (Map.Entry<String, List<Score>> panel : panels(scores).entrySet()) {
            List<Score> shown = panel.getValue();
            if (threads(shown).size() < 2) {
                continue;
            }
            XYChart chart = Drawing.lines("threads", shown.get(0).unit());
            int index = 0;
            for (Map.Entry<String, Map<Integer, Score>> row : byWho(shown).entrySet()) {
                if (row.getValue().size() < 2) {
                    continue;
                }
                Map<Integer, Score> points = new TreeMap<>(row.getValue());
                add(
                        chart,
                        row.getKey(),
                        points.keySet().stream().map(Integer::doubleValue).toList(),
                        points.values().stream().map(Score::score).toList(),
                        index++);
            }
            if (index == 0) {
                continue;
            }
            chart.getStyler()
                    .setXAxisTickLabelsFormattingFunction(x -> x == Math.rint(x) ? Figures.of(x) : "")
                    .setYAxisMin(0.0);
            drawings.add(Drawing.of(
                    "threads-" + panel.getKey(),
                    panel.getKey() + ", over threads, " + perOperation(shown.get(0)),
                    chart));
        }
        return drawings;
    }

    /** Latency by percentile, both axes logarithmic, one chart for each capacity. */
    static List<Drawing> latencies(List<LatencyCurve> curves) throws IOException {
        SortedMap<String, SortedMap<String, LatencyCurve>> groups = new TreeMap<>();
        curves.forEach(curve -> groups.computeIfAbsent(curve.group(), group -> new TreeMap<>(Palette.ORDER))
                .putIfAbsent(curve.who(), curve));
        List<Drawing> drawings = new ArrayList<>();
        for (Map.Entry<String, SortedMap<String, LatencyCurve>> group : groups.entrySet()) {
            XYChart chart = Drawing.lines("percentile", "latency");
            int index = 0;
            for (LatencyCurve curve : group.getValue().values()) {
                List<LatencyCurve.Point> points = curve.points().stream()
                        .filter(point -> point.value() > 0)
                        .toList();
                if (!points.isEmpty()) {
                    add(
                                    chart,
                                    curve.who(),
                                    points.stream()
                                            .map(LatencyCurve.Point::oneIn)
                                            .toList(),
                                    points.stream()
                                            .map(LatencyCurve.Point::value)
                                            .toList(),
                                    index++)
                            .setMarker(SeriesMarkers.NONE);
                }
            }
            if (index == 0) {
                continue;
            }
            chart.getStyler()
                    .setXAxisLogarithmic(true)
                    .setYAxisLogarithmic(true)
                    .setXAxisLogarithmicDecadeOnly(true)
                    .setYAxisLogarithmicDecadeOnly(true)
                    .setXAxisTickLabelsFormattingFunction(Charts::percentile)
                    .setYAxisTickLabelsFormattingFunction(Figures::ofNanos);
            drawings.add(Drawing.of(
                    "latency-" + group.getKey(),
                    "Latency by percentile, " + group.getKey() + ", log axes: lower is better",
                    chart));
        }
        return drawings;
    }

    /** The miss ratio over capacity, the chosen cap a line across. */
    static List<Drawing> misses(List<MissCurve> curves) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        for (MissCurve whole : curves) {
            MissCurve curve = whole.thinned(MOST_POINTS).upToCap();
            XYChart chart = Drawing.lines("capacity, entries", "misses, % of accesses");
            List<Double> percent =
                    curve.ratios().stream().map(ratio -> ratio * 100).toList();
            add(chart, EXACT_LRU, curve.capacities(), percent, 0)
                    .setMarker(curve.capacities().size() > 40 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
            chart.getStyler()
                    .setXAxisLogarithmic(true)
                    .setXAxisLogarithmicDecadeOnly(true)
                    .setXAxisTickLabelsFormattingFunction(Figures::of)
                    .setYAxisMin(0.0);
            chart.getStyler()
                    .setAnnotationLineColor(Palette.TEXT)
                    .setAnnotationLineStroke(new BasicStroke(
                            1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0));
            chart.addAnnotation(new AnnotationLine(curve.cap(), true, false));
            drawings.add(Drawing.of(
                    "misses-" + curve.name(),
                    "Miss ratio of " + curve.name() + " over capacity, %, lower is better; dashed: the cap, "
                            + Figures.of(curve.cap()),
                    chart));
        }
        return drawings;
    }

    /**
     * Bars of bytes for each entry, in a chart for each kind: all that an entry takes, and what its index takes of it.
     */
    static List<Drawing> memory(Map<String, Map<String, Double>> kinds) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        for (Map.Entry<String, Map<String, Double>> kind : kinds.entrySet()) {
            List<String> names = new ArrayList<>();
            List<Double> bytes = new ArrayList<>();
            kind.getValue().forEach((name, value) -> {
                names.add(label(name) + ": " + Figures.ofBytes(value));
                bytes.add(value);
            });
            HorizontalBarChart chart = Drawing.lyingBars("bytes per entry");
            chart.addSeries(Palette.OURS, bytes, names).setFillColor(Palette.BLUE);
            drawings.add(Drawing.of(
                    "memory-" + kind.getKey(),
                    "Bytes per entry (lower is better), " + kind.getKey(),
                    chart,
                    LYING_AXIS_HEIGHT + names.size() * LYING_BAR_HEIGHT));
        }
        return drawings;
    }

    /** The ratio to Caffeine over the runs, numbered as in the table beside. */
    static List<Drawing> history(History history) throws IOException {
        if (history.runs().isEmpty()) {
            return List.of();
        }
        XYChart chart = Drawing.lines("run", "time, times Caffeine's");
        int index = 0;
        for (Map.Entry<String, Map<Integer, Double>> line : history.lines().entrySet()) {
            List<Double> runs =
                    line.getValue().keySet().stream().map(Integer::doubleValue).toList();
            XYSeries series =
                    add(chart, line.getKey(), runs, List.copyOf(line.getValue().values()), index);
            series.setMarkerColor(Palette.inTurn(index));
            series.setLineColor(Palette.inTurn(index));
            index++;
        }
        int last = history.runs().size();
        chart.getStyler()
                .setXAxisMin(last == 1 ? 0.0 : 1.0)
                .setXAxisMax(last == 1 ? 2.0 : (double) last)
                .setYAxisMin(0.0)
                .setXAxisTickLabelsFormattingFunction(x -> x == Math.rint(x) ? Figures.of(x) : "");
        chart.getStyler().setAnnotationLineColor(Palette.TEXT).setAnnotationLineStroke(new BasicStroke(1));
        chart.addAnnotation(new AnnotationLine(1, false, false));
        return List.of(Drawing.of(
                "history",
                "Time for each operation over the runs, times Caffeine's (line at 1), lower is better",
                chart));
    }

    /** A legend has room for few letters. */
    private static String label(String name) {
        return name.length() <= LONGEST_LABEL
                ? name
                : name.substring(0, LONGEST_LABEL - 13) + "…" + name.substring(name.length() - 12);
    }

    private static XYSeries add(XYChart chart, String name, List<Double> x, List<Double> y, int index) {
        XYSeries series = chart.addSeries(label(name), x, y);
        series.setMarker(MARKERS[index % MARKERS.length]);
        series.setMarkerColor(Palette.of(name));
        series.setLineColor(Palette.of(name));
        series.setLineStyle(Drawing.LINE);
        return series;
    }

    private static Map<String, List<Score>> panels(List<Score> scores) {
        Map<String, List<Score>> panels = new LinkedHashMap<>();
        for (Score score : scores) {
            if (!score.params().containsKey("size") && Double.isFinite(score.score())) {
                String title = score.benchmark() + (score.setting().isEmpty() ? "" : ", " + score.setting());
                panels.computeIfAbsent(title, key -> new ArrayList<>()).add(score);
            }
        }
        return panels;
    }

    private static SortedMap<String, Map<Integer, Score>> byWho(List<Score> scores) {
        SortedMap<String, Map<Integer, Score>> byWho = new TreeMap<>(Palette.ORDER);
        scores.forEach(score ->
                byWho.computeIfAbsent(score.who(), who -> new TreeMap<>()).putIfAbsent(score.threads(), score));
        return byWho;
    }

    private static List<Integer> threads(List<Score> scores) {
        return List.copyOf(new TreeSet<>(scores.stream().map(Score::threads).toList()));
    }

    private static String threadsInWords(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    private static String perOperation(Score score) {
        boolean time = score.unit().endsWith("/op");
        return score.unit() + (time ? ": lower is better" : ": higher is better");
    }

    private static String percentile(double oneIn) {
        Function<Integer, String> nines = places -> String.format(Locale.ROOT, "%." + places + "f", 100 - 100 / oneIn);
        return oneIn <= 1 ? "0" : nines.apply((int) Math.max(0, Math.ceil(Math.log10(oneIn)) - 2)) + "%";
    }
}
