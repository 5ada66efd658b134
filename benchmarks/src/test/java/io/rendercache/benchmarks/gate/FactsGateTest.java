package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.codec.Codecs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An engine with a fault is caught by its facts. */
class FactsGateTest {
    private static final String ARCH = "amd64";
    private static final String JDK = "17";

    private static Baseline baseline = new Baseline(ARCH, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    @BeforeAll
    static void measureTheEngineAsShipped() {
        baseline = Baseline.of(null, ARCH, JDK, Facts.measure(Facts.asShipped(), line -> {}));
    }

    @Test
    void shouldFindTheSameFactsAgain() {
        List<Finding> findings = compare(Facts.asShipped());

        assertEquals(List.of(), worse(findings));
        assertTrue(findings.stream().allMatch(finding -> finding.remark().isEmpty()), findings::toString);
    }

    @Test
    void shouldCatchAnAllocationInTheHitPath() {
        List<Finding> findings = compare(new AllocatingHits());

        assertEquals(List.of("allocated bytes, BoundedLru hit"), worse(findings));
    }

    @Test
    void shouldCatchADoubledSlot() {
        List<Finding> findings = compare(new DoubledKeys());

        assertEquals(
                List.of(
                        "off-heap bytes, BoundedLru of 1000",
                        "off-heap bytes, BoundedLru of 100000",
                        "off-heap bytes, BoundedLru of 1000000",
                        "off-heap bytes, BoundedLru of 64"),
                worse(findings));
    }

    @Test
    void shouldCatchMoreMisses() {
        List<Finding> findings = compare(new FewerEntries());

        assertTrue(
                worse(findings).containsAll(List.of("misses, looping trace", "misses, zipf trace")),
                findings::toString);
    }

    @Test
    void shouldFailOnASingleByteAndNotOnAGain() {
        Baseline one = Baseline.of(null, ARCH, JDK, Map.of("off-heap bytes, x", 100L));

        assertEquals(Outcome.REGRESSED, outcome(one, Map.of("off-heap bytes, x", 101L)));
        assertEquals(Outcome.HOLDS, outcome(one, Map.of("off-heap bytes, x", 99L)));
        assertTrue(FactsGate.compare(one, ARCH, JDK, Map.of("off-heap bytes, x", 99L))
                .get(0)
                .remark()
                .contains("--update"));
    }

    @Test
    void shouldNotCompareWhatOnlyOneSideHas() {
        Baseline one = Baseline.of(null, ARCH, JDK, Map.of("off-heap bytes, x", 100L, "allocated bytes, y", 0L));

        List<Finding> otherJdk =
                FactsGate.compare(one, ARCH, "21", Map.of("off-heap bytes, x", 100L, "allocated bytes, y", 0L));

        assertEquals(Outcome.NOT_COMPARABLE, otherJdk.get(0).outcome());
        assertEquals(Outcome.HOLDS, otherJdk.get(1).outcome());
        assertEquals(Outcome.NOT_COMPARABLE, outcome(one, Map.of("allocated bytes, y", 0L, "z", 1L)));
        assertThrows(IncomparableException.class, () -> FactsGate.compare(one, "aarch64", JDK, Map.of()));
    }

    @Test
    void shouldKeepTheOtherJdksAndThePeersOnUpdate() {
        TreeMap<String, TreeMap<String, Double>> peers = new TreeMap<>(Map.of("ohc", new TreeMap<>(Map.of("b", 1.0))));
        Baseline earlier = new Baseline(
                ARCH,
                new TreeMap<>(Map.of("off-heap bytes, x", 1L)),
                new TreeMap<>(Map.of("25", new TreeMap<>(Map.of("allocated bytes, y", 8L)))),
                peers);

        Baseline updated = Baseline.of(earlier, ARCH, JDK, Map.of("off-heap bytes, x", 2L, "allocated bytes, y", 0L));

        assertEquals(Map.of("off-heap bytes, x", 2L), updated.facts());
        assertEquals(
                Map.of("25", Map.of("allocated bytes, y", 8L), JDK, Map.of("allocated bytes, y", 0L)),
                updated.factsByJdk());
        assertEquals(peers, updated.peers());
    }

    private static List<Finding> compare(Facts.Builders builders) {
        return FactsGate.compare(baseline, ARCH, JDK, Facts.measure(builders, line -> {}));
    }

    private static Outcome outcome(Baseline baseline, Map<String, Long> measured) {
        return FactsGate.compare(baseline, ARCH, JDK, measured).stream()
                .map(Finding::outcome)
                .reduce(Outcome.HOLDS, Outcome::and);
    }

    private static List<String> worse(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.outcome() != Outcome.HOLDS)
                .map(Finding::what)
                .toList();
    }

    /** As shipped, but for what a test changes. */
    private static class Faulty implements Facts.Builders {
        @Override
        public Subject.Writable strings(int capacity, int keys) {
            return new Subject.Strings(capacity, keys);
        }

        @Override
        public BoundedLru.Builder<String, Long> described(int capacity) {
            return Facts.asShipped().described(capacity);
        }
    }

    private static final class AllocatingHits extends Faulty {
        @Override
        public Subject.Writable strings(int capacity, int keys) {
            return new AllocatingSubject(super.strings(capacity, keys));
        }
    }

    private static final class DoubledKeys extends Faulty {
        @Override
        public BoundedLru.Builder<String, Long> described(int capacity) {
            return BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                    .maxEntries(capacity)
                    .maxKeyBytes(2 * Keys.LENGTH)
                    .maxValueBytes(Long.BYTES);
        }
    }

    private static final class FewerEntries extends Faulty {
        @Override
        public BoundedLru.Builder<String, Long> described(int capacity) {
            return super.described(capacity - capacity / 50);
        }
    }

    private static final class AllocatingSubject implements Subject.Writable {
        private final Subject.Writable cache;

        AllocatingSubject(Subject.Writable cache) {
            this.cache = cache;
        }

        @Override
        public @Nullable Object hit(int key) {
            return new Object[] {cache.hit(key)};
        }

        @Override
        public @Nullable Object miss(int key) {
            return cache.miss(key);
        }

        @Override
        public void put(int key) {
            cache.put(key);
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
