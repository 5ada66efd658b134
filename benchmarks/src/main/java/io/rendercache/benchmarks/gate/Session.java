package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.statistics.descriptive.Median;

/**
 * One round of forks, the sides in turn and back: A B B A, then B A A B.
 *
 * <p>Each half of such a row gives one pair a benchmark. A machine that grows slower or faster favours each side as
 * often as the other. The two forks that a side has in one row are the control: the same jar against itself, at the
 * same time.
 */
final class Session {
    private final List<String> sides;
    private final Map<String, List<Forks.Scores>> scores = new LinkedHashMap<>();

    private Session(List<String> sides) {
        this.sides = sides;
        sides.forEach(side -> scores.put(side, new ArrayList<>()));
    }

    /** Runs as many pairs, rounded up to an even number. */
    static Session run(Forks forks, List<String> sides, int pairs, Consumer<String> progress)
            throws IOException, InterruptedException {
        Session session = new Session(List.copyOf(sides));
        List<String> order = new ArrayList<>(sides);
        int halves = pairs + pairs % 2;
        for (int half = 0; half < halves; half++) {
            progress.accept("pair " + (half + 1) + " of " + halves + ": " + String.join(", ", order));
            for (String side : order) {
                session.take(side, forks.run(side));
            }
            // Turned after each half, but not at the end of a row: A B, B A, and the next row begins with B.
            if (half % 2 == 0) {
                Collections.reverse(order);
            }
        }
        return session;
    }

    private void take(String side, Forks.Scores fork) {
        fork.nanosByBenchmark().forEach((benchmark, nanos) -> {
            if (!(nanos > 0) || nanos.isInfinite()) {
                throw new IncomparableException(side + " scored " + nanos + " in " + benchmark
                        + ", which no ratio can be taken of; measure longer");
            }
        });
        scores.get(side).add(fork);
    }

    /** Returns the benchmarks, once all forks have been shown to have run the same ones on the same JDK. */
    Set<String> benchmarks() {
        Forks.Scores first = scores.get(sides.get(0)).get(0);
        if (first.nanosByBenchmark().isEmpty()) {
            throw new IncomparableException("no benchmark was run; name one with --benchmarks");
        }
        for (String side : sides) {
            for (Forks.Scores fork : scores.get(side)) {
                if (fork.jdk() != first.jdk()) {
                    throw new IncomparableException(sides.get(0) + " ran on JDK " + first.jdk() + ", " + side + " on "
                            + fork.jdk() + "; run both on one");
                }
                if (!fork.nanosByBenchmark()
                        .keySet()
                        .equals(first.nanosByBenchmark().keySet())) {
                    throw new IncomparableException(sides.get(0) + " ran "
                            + names(first) + ", " + side + " ran " + names(fork)
                            + "; choose with --benchmarks what both have");
                }
            }
        }
        return new TreeMap<>(first.nanosByBenchmark()).keySet();
    }

    private static String names(Forks.Scores fork) {
        return fork.nanosByBenchmark().keySet().stream().sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    /** Returns the side with the lowest median time; the first of those that are alike. */
    String fastest(String benchmark, List<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingDouble(side -> Median.withDefaults().evaluate(nanos(benchmark, side))))
                .orElseThrow();
    }

    /** Returns the logarithms of {@code side} to {@code other}, one a pair. */
    double[] ratios(String benchmark, String side, String other) {
        double[] above = nanos(benchmark, side);
        double[] below = nanos(benchmark, other);
        double[] ratios = new double[above.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = Math.log(above[i] / below[i]);
        }
        return ratios;
    }

    /** Returns the logarithms of each of the two sides to itself, later fork to earlier, turned in every second row. */
    double[] controls(String benchmark, String side, String other) {
        double[] one = nanos(benchmark, side);
        double[] two = nanos(benchmark, other);
        double[] controls = new double[one.length];
        for (int row = 0; row < one.length / 2; row++) {
            double sign = row % 2 == 0 ? 1 : -1;
            controls[2 * row] = sign * Math.log(one[2 * row + 1] / one[2 * row]);
            controls[2 * row + 1] = sign * Math.log(two[2 * row + 1] / two[2 * row]);
        }
        return controls;
    }

    private double[] nanos(String benchmark, String side) {
        return scores.get(side).stream()
                .mapToDouble(fork -> fork.nanosByBenchmark().get(benchmark))
                .toArray();
    }
}
