package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.caches.Implementation;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param cpu the processor time in all threads, in {@code ns/op}, NaN where it was not measured
 */
record Score(
        String file,
        String benchmark,
        int threads,
        Map<String, String> params,
        double score,
        double error,
        String unit,
        double cpu) {

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

    /** Returns the lowest of the scores that are comparable to this one, of the ways in which the peer was set up. */
    Optional<Score> best(Implementation peer, List<Score> scores) {
        List<String> variants = peer.variants().stream().map(Implementation::id).toList();
        return scores.stream()
                .filter(other -> variants.contains(other.who()) && isComparableTo(other))
                .min(Comparator.comparingDouble(Score::score));
    }
}
