package io.rendercache.benchmarks.caches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class AdaptersTest {
    private static final int CAPACITY = 1_000;

    // Chronicle Map needs flags that only the forks of JMH have.
    @ParameterizedTest
    @EnumSource(value = Implementation.class, names = "CHRONICLE_MAP", mode = Mode.EXCLUDE)
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
    @EnumSource(value = Implementation.class, names = "CHRONICLE_MAP", mode = Mode.EXCLUDE)
    void shouldMissWhatWasNeverPut(Implementation implementation) {
        Keys keys = new Keys(10, 10);

        try (CacheUnderTest cache = implementation.create(CAPACITY, keys)) {
            cache.put(0);

            assertEquals(cache.valueOf(0), cache.get(0));
            assertEquals(implementation.loadsFromDisk() ? 0 : CacheUnderTest.ABSENT, cache.get(1));
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
                        + " linked-hash-map, caffeine, cache2k, ohc, ehcache, chronicle-map",
                failure.getMessage());
    }
}
