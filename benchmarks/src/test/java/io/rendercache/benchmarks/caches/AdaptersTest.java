package io.rendercache.benchmarks.caches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class AdaptersTest {
    private static final int CAPACITY = 1_000;

    // Chronicle Map needs flags that only the forks of JMH have.
    @ParameterizedTest
    @EnumSource(value = Implementation.class, names = "CHRONICLE_MAP.*", mode = Mode.MATCH_NONE)
    void shouldHoldWhatItShould(Implementation implementation) {
        Keys keys = new Keys(8 * CAPACITY, CAPACITY);

        Proof.boundHolds(implementation, CAPACITY, keys);
        try (CacheUnderTest cache = implementation.create(CAPACITY, keys)) {
            Proof.holdsAll(implementation, cache, CAPACITY / 10 * 9);
        }
        try (CacheUnderTest cache = implementation.create(CAPACITY, keys)) {
            Proof.isFull(implementation, cache, CAPACITY);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Implementation.class, names = "CHRONICLE_MAP.*", mode = Mode.MATCH_NONE)
    void shouldMissWhatWasNeverPut(Implementation implementation) {
        Keys keys = new Keys(10, 10);

        try (CacheUnderTest cache = implementation.create(CAPACITY, keys)) {
            cache.put(0);

            assertEquals(cache.valueOf(0), cache.get(0));
            assertEquals(implementation.loadsFromDisk() ? 0 : CacheUnderTest.ABSENT, cache.get(1));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Implementation.class, names = "CHRONICLE_MAP.*", mode = Mode.MATCH_NONE)
    void shouldFindAndHoldKeysOfEachKind(Implementation implementation) {
        for (Keys.Kind kind : Keys.Kind.values()) {
            Keys keys = new Keys(2 * CAPACITY, CAPACITY, kind);

            try (CacheUnderTest cache = implementation.create(CAPACITY, keys)) {
                Proof.holdsAll(implementation, cache, CAPACITY / 2);
            }
        }
    }

    @Test
    void shouldSetEachPeerUpAsRecommendedAndNameTheOtherWays() {
        assertEquals(
                List.of(Implementation.CAFFEINE, Implementation.CAFFEINE_SAME_THREAD),
                Implementation.CAFFEINE.variants());
        assertEquals(
                List.of(Implementation.OHC, Implementation.OHC_CRC32C, Implementation.OHC_CHUNKED),
                Implementation.OHC.variants());
        for (Implementation implementation : Implementation.values()) {
            assertTrue(implementation.peer().variants().contains(implementation), implementation.id());
            assertTrue(implementation.id().startsWith(implementation.peer().id()), implementation.id());
        }
    }

    @Test
    void shouldNameImplementationExpectedAndFoundWhenTheProofFails() {
        Keys keys = new Keys(2 * CAPACITY, CAPACITY);

        try (CacheUnderTest cache = Implementation.LINKED_HASH_MAP.create(CAPACITY / 2, keys)) {
            UnfitException failure = assertThrows(
                    UnfitException.class, () -> Proof.holdsAll(Implementation.LINKED_HASH_MAP, cache, CAPACITY));

            assertEquals(
                    "linked-hash-map: expected 1000 keys found with their values, found 500", failure.getMessage());
        }
    }

    @Test
    void shouldRefuseAnUnknownName() {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> Implementation.named("guava"));

        assertEquals(
                "no implementation is named 'guava'; take one of bounded-lru, frame-dir, frame-dir-key,"
                        + " linked-hash-map, caffeine, caffeine-same-thread, cache2k, cache2k-tuned, ohc, ohc-crc32c,"
                        + " ohc-chunked, ehcache, ehcache-tiered, chronicle-map, chronicle-map-constant-size",
                failure.getMessage());
    }
}
