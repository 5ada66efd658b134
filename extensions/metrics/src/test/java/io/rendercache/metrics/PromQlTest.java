package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the reader of expressions finds what is wrong; what is right are the rules and panels themselves. */
class PromQlTest {
    private static final Set<Series> SCRAPED = Set.of(
            new Series("cache_gets_total", Map.of("cache", "lru", "result", "hit")),
            new Series("cache_size", Map.of("cache", "lru")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache_size",
                "cache_size{cache=~\"$cache\", instance=\"node:9090\"} > 0.5",
                "sum without (result) (rate(cache_gets_total{result=\"hit\"}[5m])) / sum by (cache, job) (cache_size)",
                "sum(rate(cache_gets_total[$__rate_interval])) and cache_size offset 1d",
                "cache_gets_total{result=~\"hit|miss\"}"
            })
    void shouldFindNothingWhereAllIsWell(String expression) {
        assertEquals(List.of(), complaints(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '\u0001',
            value = {
                "cache_sizes > 0 @ no metric cache_sizes",
                "cache.size > 0 @ not understood: .size > 0",
                "cache_size{result=\"hit\"} @ no label result in cache_size",
                "cache_gets_total{result=\"hits\"} @ no cache_gets_total with result hits",
                "cache_gets_total{result=~\"h\"} @ no cache_gets_total with result h",
                "cache_gets_total{result=\"hit\" @ matchers of cache_gets_total do not end",
                "cache_gets_total{result>\"hit\"} @ no matcher: result>hit",
                "sum by (area) (cache_size) @ no label area in [cache_size]",
                "sum by cache (cache_size) @ labels are missing",
                "sum cache_size @ nothing for sum to work on",
                "speed(cache_size) @ no metric speed",
                "cache_size{cache=\"$name\"} @ no variable name",
                "rate(cache_size[$__interval]) @ no variable __interval",
                "(cache_size @ still open at the end: [(]",
                "cache_size) @ ) closes nothing",
                "rate(cache_size[5m)] @ ) closes nothing",
                "cache_size } @ } where none belongs",
                "\"cache_size\" @ a text where none belongs: cache_size",
                "1 > 0 @ asks for no metric"
            })
    void shouldFindEachKindOfMistake(String expression, String complaint) {
        List<String> complaints = complaints(expression);

        assertEquals(complaint, complaints.get(0), complaints::toString);
    }

    @Test
    void shouldTellWhichMetricsAnExpressionAsksFor() {
        PromQl.Findings findings =
                PromQl.read("sum(cache_size) / sum by (result) (cache_gets_total)", SCRAPED, Set.of());

        assertEquals(Set.of("cache_size", "cache_gets_total"), findings.metrics());
    }

    private static List<String> complaints(String expression) {
        return PromQl.read(expression, SCRAPED, Set.of("cache", "__rate_interval"))
                .complaints();
    }
}
