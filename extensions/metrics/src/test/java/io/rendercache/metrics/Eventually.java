package io.rendercache.metrics;

import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Compares numbers that are a moment old when they arrive. */
final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Eventually() {}

    /** Waits until the maps are equal; fails with what differs at last. */
    static <K> void assertSame(Map<K, Double> expected, Supplier<Map<K, Double>> arriving) {
        assertSame(expected, arriving, 0);
    }

    /** The same, for numbers that are rounded on their way. */
    static <K> void assertSame(Map<K, Double> expected, Supplier<Map<K, Double>> arriving, double rounding) {
        AtomicReference<List<String>> last = new AtomicReference<>(List.of());
        Threads.await(() -> "still different:\n" + String.join("\n", last.get()), LIMIT, () -> {
            last.set(differences(expected, arriving.get(), rounding));
            return last.get().isEmpty();
        });
    }

    private static <K> List<String> differences(Map<K, Double> expected, Map<K, Double> actual, double rounding) {
        List<String> differences = new ArrayList<>();
        TreeSet<K> keys = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        keys.addAll(expected.keySet());
        keys.addAll(actual.keySet());
        for (K key : keys) {
            if (!isSame(expected.get(key), actual.get(key), rounding)) {
                differences.add(key + ": expected " + expected.get(key) + ", was " + actual.get(key));
            }
        }
        return differences;
    }

    /** Equal but for the last digits, which a decimal text or a division may cost. */
    private static boolean isSame(Double expected, Double actual, double rounding) {
        if (expected == null || actual == null) {
            return expected == actual;
        }
        return Objects.equals(expected, actual)
                || Math.abs(expected - actual) <= rounding + 1e-9 * Math.max(Math.abs(expected), Math.abs(actual));
    }
}
