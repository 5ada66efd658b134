package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.caches.Implementation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Latency by percentile, as the {@code .hgrm} of the latency command has it: HdrHistogram's columns, in microseconds.
 *
 * <pre>
 *        Value     Percentile TotalCount 1/(1-Percentile)
 *       51.000 0.500000000000        510           2.00
 *       99.000 1.000000000000       1000
 * #[Max     =       99.000, Total count    =         1000]
 * </pre>
 *
 * @param who whose it is
 * @param group what may be drawn in one chart: capacity, and what was timed
 * @param points from the least percentile to the last one below 1
 * @param max the largest value, in nanoseconds, as are all here
 */
record LatencyCurve(String who, String group, List<Point> points, double max) {
    private static final Pattern NAME = Pattern.compile("latency-(.+)\\.hgrm");
    private static final Pattern MAX = Pattern.compile("#\\[Max\\s*=\\s*([0-9.]+),");
    private static final double NANOS_PER_MICRO = 1e3;
    private static final Pattern CAPACITY = Pattern.compile("(\\d+)(?:-(.+))?");

    /** One in {@code oneIn} took longer than {@code value}. */
    record Point(double percentile, double oneIn, double value) {}

    /** Reads a file named {@code latency-<impl>-<capacity>[-<what>].hgrm}; a line that is none is refused by number. */
    static LatencyCurve parse(String file, List<String> lines) throws IOException {
        List<Point> points = new ArrayList<>();
        double max = Double.NaN;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher footer = MAX.matcher(line);
            if (footer.lookingAt()) {
                max = Double.parseDouble(footer.group(1)) * NANOS_PER_MICRO;
            }
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("Value")) {
                continue;
            }
            String[] columns = line.split("\\s+");
            try {
                double value = Double.parseDouble(columns[0]) * NANOS_PER_MICRO;
                double percentile = Double.parseDouble(columns[1]);
                max = Double.isNaN(max) ? value : Math.max(max, value);
                if (percentile < 1) {
                    points.add(new Point(percentile, 1 / (1 - percentile), value));
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(file + ": line " + (i + 1) + " is not a value and a percentile", e);
            }
        }
        if (points.isEmpty()) {
            throw new IOException(file + ": no percentiles in it");
        }
        Matcher name = NAME.matcher(file);
        String rest = name.matches() ? name.group(1) : file;
        String who = List.of(Implementation.values()).stream()
                .map(Implementation::id)
                .filter(rest::startsWith)
                .max(Comparator.comparingInt(String::length))
                .orElse(rest);
        String tail = rest.substring(who.length()).replaceFirst("^-", "");
        Matcher parts = CAPACITY.matcher(tail);
        String group = tail;
        if (parts.matches()) {
            group = "capacity " + Figures.grouped(parts.group(1))
                    + (parts.group(2) == null
                            ? ", response time"
                            : ", " + parts.group(2).replace('-', ' ') + " time");
        }
        return new LatencyCurve(who, group, List.copyOf(points), max);
    }

    /** Returns the value that the share {@code percentile} does not exceed; NaN where the file ends before it. */
    double at(double percentile) {
        for (Point point : points) {
            if (point.percentile >= percentile) {
                return point.value;
            }
        }
        return Double.NaN;
    }
}
