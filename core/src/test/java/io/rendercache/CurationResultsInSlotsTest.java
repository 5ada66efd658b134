package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Evicted;
import io.rendercache.CurationStatus.Running;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Results that fit slots need no module for large values, which is not on the class path here; larger ones are refused.
 */
class CurationResultsInSlotsTest {
    private static final String ARTIFACT = "io.rendercache:rendercache-large";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 1_000, 4_096})
    void shouldKeepResultsUpToTheirBoundWithoutTheModule(int most) throws IOException {
        try (CurationResultCache cache = CurationResultCache.builder()
                .maxResultBytes(most)
                .name("results")
                .build()) {
            cache.started("exact");
            cache.completed("exact", GeneratedBytes.bytes(1, most));
            cache.completed("streamed", GeneratedBytes.stream(2, most));
            cache.completed("empty", new byte[0]);

            assertEquals(new Completed(GeneratedBytes.bytes(1, most)), cache.poll("exact"));
            assertEquals(new Completed(new byte[0]), cache.poll("empty"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertTrue(cache.writeResult("streamed", out));
            assertArrayEquals(GeneratedBytes.bytes(2, most), out.toByteArray());
        }
    }

    @Test
    void shouldRefuseLongerResultsAndLeaveTheJobAsItWas() {
        try (CurationResultCache cache = CurationResultCache.builder()
                .maxResultBytes(100)
                .name("results")
                .build()) {
            cache.started("job");

            for (int length : new int[] {101, 5_000, 100_000}) {
                IllegalArgumentException array =
                        assertThrows(IllegalArgumentException.class, () -> cache.completed("job", new byte[length]));
                IllegalArgumentException stream = assertThrows(
                        IllegalArgumentException.class,
                        () -> cache.completed("job", new ByteArrayInputStream(new byte[length])));

                assertEquals(
                        "cache results: the result takes " + length
                                + " bytes, more than maxResultBytes 100; raise it when building the cache",
                        array.getMessage());
                assertEquals(
                        "cache results: the result takes more than maxResultBytes 100; raise it when building the cache",
                        stream.getMessage());
            }
            assertEquals(new Running(), cache.poll("job"));
            assertEquals(0, cache.stats().heldBytes());
        }
    }

    @Test
    void shouldKeepToTheByteBudget() {
        try (CurationResultCache cache = CurationResultCache.builder()
                .maxResultBytes(1_000)
                .maxBytes(2_500)
                .build()) {
            for (int job = 0; job < 3; job++) {
                cache.completed("job-" + job, new byte[1_000]);
            }

            assertEquals(new Evicted(), cache.poll("job-0"));
            assertEquals(2 * 1_005, cache.stats().heldBytes());
        }
    }

    @Test
    void shouldKeepResultsInFiles() {
        CurationResultCache.Builder builder =
                CurationResultCache.builder().maxResultBytes(1_000).mappedTo(folder.resolve("results"));
        try (CurationResultCache cache = builder.build()) {
            cache.completed("job", GeneratedBytes.bytes(1, 1_000));
        }

        try (CurationResultCache cache = builder.build()) {
            assertEquals(new Completed(GeneratedBytes.bytes(1, 1_000)), cache.poll("job"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_097, CurationResultCache.DEFAULT_MAX_RESULT_BYTES})
    void shouldNameTheArtifactBeforeAnyFileIsMade(int most) throws IOException {
        CurationResultCache.Builder builder = CurationResultCache.builder()
                .maxResultBytes(most)
                .name("results")
                .mappedTo(folder.resolve("results"));

        IllegalStateException refused = assertThrows(IllegalStateException.class, builder::build);

        assertEquals(
                "cache results: values of up to " + most + " bytes, of which 4096 fit a slot, need the artifact "
                        + ARTIFACT + "; add it, or set maxResultBytes to 4096 or less",
                refused.getMessage());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void shouldRefuseLengthsThatNoResultCanHave() {
        CurationResultCache.Builder builder = CurationResultCache.builder();

        assertThrows(IllegalArgumentException.class, () -> builder.maxResultBytes(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.maxResultBytes(CurationResultCache.DEFAULT_MAX_RESULT_BYTES + 1));
    }
}
