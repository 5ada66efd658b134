package io.rendercache.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The miss ratio at each capacity.
 *
 * @param name what was sized
 * @param capacities in the file's order
 * @param ratios shares of all accesses, 0 to 1
 * @param cap the bound that is chosen, marked in the chart
 */
record MissCurve(String name, List<Double> capacities, List<Double> ratios, double cap) {
    private static final int FRAMES = 1_000;
    private static final int LABELS = 1_024;
    private static final int RESULTS = 64;

    /** Reads a CSV with a head that names a capacity and a miss ratio (or percentage). */
    static MissCurve parse(String file, List<String> lines) throws IOException {
        List<String> rows = lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        if (rows.isEmpty()) {
            throw new IOException(file + ": empty, where a head and rows were expected");
        }
        String[] head = rows.get(0).toLowerCase(Locale.ROOT).replace("\"", "").split(",");
        int capacity = column(head, "capacity", "");
        int miss = column(head, "miss", "ratio");
        miss = miss < 0 ? column(head, "miss", "") : miss;
        if (capacity < 0 || miss < 0) {
            throw new IOException(file + ": its head names no capacity and miss ratio");
        }
        double scale = head[miss].contains("percent") || head[miss].contains("%") ? 0.01 : 1;
        List<Double> capacities = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.replace("\"", "").split(",");
            try {
                double x = Double.parseDouble(cells[capacity].strip());
                double y = Double.parseDouble(cells[miss].strip()) * scale;
                if (x > 0 && y >= 0) {
                    capacities.add(x);
                    ratios.add(y);
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(file + ": the row '" + row + "' has no capacity and miss ratio", e);
            }
        }
        if (capacities.isEmpty()) {
            throw new IOException(file + ": no rows below its head");
        }
        String name = file.replaceFirst("^sizing-?", "").replaceFirst("\\.csv$", "");
        return new MissCurve(name.isEmpty() ? "trace" : name, capacities, ratios, cap(name));
    }

    /** Returns the curve with the cap that the file of figures beside it names. */
    MissCurve withCap(double chosen) {
        return new MissCurve(name, capacities, ratios, chosen);
    }

    /** Returns the first point of each of so many columns, even on a logarithmic axis, and the last point. */
    MissCurve thinned(int columns) {
        int size = capacities.size();
        double least = Math.log(capacities.get(0));
        double width = (Math.log(capacities.get(size - 1)) - least) / columns;
        if (size <= columns || !(width > 0)) {
            return this;
        }
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        long before = -1;
        for (int i = 0; i < size; i++) {
            long column = (long) ((Math.log(capacities.get(i)) - least) / width);
            if (column != before || i == size - 1) {
                x.add(capacities.get(i));
                y.add(ratios.get(i));
                before = column;
            }
        }
        return new MissCurve(name, x, y, cap);
    }

    /** Returns the curve drawn out to the cap where it ends before: from its end on no capacity changes a miss. */
    MissCurve upToCap() {
        int last = capacities.size() - 1;
        if (cap <= capacities.get(last)) {
            return this;
        }
        List<Double> x = new ArrayList<>(capacities);
        List<Double> y = new ArrayList<>(ratios);
        x.add(cap);
        y.add(ratios.get(last));
        return new MissCurve(name, x, y, cap);
    }

    private static int cap(String name) {
        return name.contains("label") ? LABELS : name.contains("result") ? RESULTS : FRAMES;
    }

    private static int column(String[] head, String part, String other) {
        for (int i = 0; i < head.length; i++) {
            if (head[i].contains(part) && head[i].contains(other)) {
                return i;
            }
        }
        return -1;
    }
}
