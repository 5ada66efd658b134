package io.rendercache.benchmarks.report;

import java.util.Map;

/**
 * One result of JMH.
 *
 * @param file the file it was in; only scores of one file may be compared as ratios
 * @param benchmark the class's name, or class and method where the class has several
 * @param threads how many threads called at once
 * @param params the benchmark's parameters
 * @param score the mean
 * @param error half the interval's width, NaN where JMH gives none
 * @param unit JMH's unit, such as {@code ns/op}
 */
record Score(
        String file,
        String benchmark,
        int threads,
        Map<String, String> params,
        double score,
        double error,
        String unit) {

    /** Returns whose score it is: the implementation, the place, or the engine itself. */
    String who() {
        return params.getOrDefault("impl", params.getOrDefault("place", Palette.OURS));
    }

    /** Returns the parameters but whose it is, in a few words. */
    String setting() {
        StringBuilder words = new StringBuilder();
        params.forEach((name, value) -> {
            if (!name.equals("impl") && !name.equals("place")) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(' ')
                        .append(Figures.grouped(value));
            }
        });
        return words.toString();
    }

    /** Whether both measured the same thing of two implementations, in one session. */
    boolean isComparableTo(Score other) {
        return file.equals(other.file)
                && benchmark.equals(other.benchmark)
                && threads == other.threads
                && unit.equals(other.unit)
                && setting().equals(other.setting());
    }
}
