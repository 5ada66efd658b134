package io.rendercache.benchmarks.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PercentilesTest {
    @Test
    void shouldLeaveOutPercentilesWithFewerThanTenSamplesBeyond() {
        assertNotNull(Percentiles.of(upTo(10_000)).p999Nanos());
        assertNull(Percentiles.of(upTo(9_999)).p999Nanos());
        assertNotNull(Percentiles.of(upTo(100_000)).p9999Nanos());
        assertNull(Percentiles.of(upTo(99_999)).p9999Nanos());
        assertNull(Percentiles.of(upTo(19)).p50Nanos());
        assertNotNull(Percentiles.of(upTo(20)).p50Nanos());
    }

    @Test
    void shouldTellNothingOfNothing() {
        Percentiles none = Percentiles.of(Times.histogram());

        assertEquals(0, none.samples());
        assertNull(none.p50Nanos());
        assertEquals(0, none.maxNanos());
    }

    @Test
    void shouldMergeHistogramsAndNotTheirPercentiles() {
        Times quick = new Times();
        Times slow = new Times();
        for (int i = 0; i < 989; i++) {
            quick.served(100, 100);
        }
        for (int i = 0; i < 10; i++) {
            slow.served(1_000_000, 1_000_000);
        }
        Histogram responses = Times.histogram();
        Histogram services = Times.histogram();
        Intervals intervals = new Intervals(0);

        intervals.end(List.of(quick, slow));
        quick.served(100, 100);
        intervals.end(List.of(quick, slow));
        intervals.addTo(responses, services);

        Percentiles merged = Percentiles.of(responses);
        assertEquals(1_000, merged.samples());
        assertEquals(1_000, services.getTotalCount());
        // The mean of both threads' p90 would be half a millisecond.
        assertEquals(100, merged.p90Nanos());
        assertEquals(1_000_000, merged.maxNanos(), 1_000);
    }

    @Test
    void shouldEndThePercentileFileAtTheSameCut(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("times.hgrm");

        PercentileFile.write(file, upTo(1_000));

        double last = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.contains("Value"))
                .mapToDouble(line -> Double.parseDouble(line.strip().split("\\s+")[2]))
                .max()
                .orElseThrow();
        assertTrue(last > 900 && last <= 990, "ends at " + last + " of 1,000");
        assertTrue(Files.readString(file).contains("#[Max     ="));
        assertFalse(Files.readString(file).contains("Infinity"));
    }

    private static Histogram upTo(int samples) {
        Histogram histogram = Times.histogram();
        for (int i = 1; i <= samples; i++) {
            histogram.recordValue(i);
        }
        return histogram;
    }
}
