package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import io.rendercache.testing.TextbookLru;
import io.rendercache.testing.Traces;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays access traces; the misses are textbook LRU's within half a percent, however the keys are encoded. */
class TraceMissesTest {
    private static final double TOLERANCE = 0.005;

    /** The misses of textbook LRU, as published with the traces. */
    @ParameterizedTest
    @CsvSource({
        "web12.trace.xz, 200, 53501",
        "web12.trace.xz, 300, 48747",
        "web12.trace.xz, 400, 45095",
        "web12.trace.xz, 800, 36378",
        "web12.trace.xz, 1200, 31690",
        "web12.trace.xz, 3000, 22482",
        "loop.trace.gz, 512, 505500",
        "multi1.trace.gz, 1000, 8210",
        "cpp.trace.gz, 500, 1377",
    })
    void shouldMissLikeTextbookLruOnPublicTrace(String fileName, int capacity, long textbookMisses) {
        Optional<Path> file = Traces.find(fileName);
        assumeTrue(
                file.isPresent(),
                () -> fileName + " is not in the folder that the system property " + Traces.FOLDER_PROPERTY
                        + " names ('" + System.getProperty(Traces.FOLDER_PROPERTY, "") + "'): not replayed");
        long[] trace = Traces.read(file.get());

        assertMisses(textbookMisses, trace, capacity);
    }

    static Stream<Arguments> generatedTraces() {
        return Stream.of(
                generated("zipf, skew 0.7", 100, () -> Traces.zipf(100_000, 10_000, 0.7, 1)),
                generated("zipf, skew 0.9", 1_000, () -> Traces.zipf(200_000, 20_000, 0.9, 2)),
                generated("zipf, skew 1.1", 300, () -> Traces.zipf(200_000, 20_000, 1.1, 3)),
                generated("loop, longer than the cache", 1_000, () -> Traces.loop(50_000, 1_001)),
                generated("loop, as long as the cache", 1_000, () -> Traces.loop(50_000, 1_000)),
                generated("zipf with scans", 500, () -> Traces.zipfWithScans(200_000, 5_000, 0.9, 1_000, 4)),
                generated("zipf with long scans", 1_000, () -> Traces.zipfWithScans(200_000, 5_000, 1.0, 5_000, 5)));
    }

    private static Arguments generated(String name, int capacity, Supplier<long[]> trace) {
        return Arguments.of(name, capacity, trace);
    }

    @ParameterizedTest(name = "{0}, capacity {1}")
    @MethodSource("generatedTraces")
    void shouldMissLikeTextbookLruOnGeneratedTrace(String name, int capacity, Supplier<long[]> generator) {
        long[] trace = generator.get();

        assertMisses(TextbookLru.missesOf(trace, capacity), trace, capacity);
    }

    @Test
    void shouldMissOnlyOnceEachOnLoopThatFits() {
        long[] trace = Traces.loop(20_000, 400);

        assertEquals(400, misses(Codecs.int64(), Long::valueOf, trace, 400));
    }

    private static void assertMisses(long expected, long[] trace, int capacity) {
        double delta = expected * TOLERANCE;
        assertEquals(expected, misses(Codecs.int64(), Long::valueOf, trace, capacity), delta, "numbers as keys");

        Map<Long, String> strings = new HashMap<>();
        LongFunction<String> toString = key -> strings.computeIfAbsent(key, Keys::path);
        assertEquals(expected, misses(Codecs.utf8(), toString, trace, capacity), delta, "strings as keys");
    }

    private static <K> long misses(Codec<K> codec, LongFunction<K> toKey, long[] trace, int capacity) {
        try (BoundedLru<K, Long> cache =
                BoundedLru.builder(codec, Codecs.int64()).maxEntries(capacity).build()) {
            long misses = 0;
            for (long number : trace) {
                K key = toKey.apply(number);
                Long value = cache.get(key);
                if (value == null) {
                    misses++;
                    cache.put(key, number);
                } else {
                    assertEquals(number, value);
                }
            }
            assertEquals(misses, cache.stats().misses());
            return misses;
        }
    }
}
