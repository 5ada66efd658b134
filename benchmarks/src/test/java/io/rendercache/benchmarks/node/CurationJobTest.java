package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus;
import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Evicted;
import io.rendercache.CurationStatus.Failed;
import io.rendercache.CurationStatus.Running;
import io.rendercache.CurationStatus.Unknown;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CurationJobTest {
    private static final CurationJob GOOD = new CurationJob(0, 1);
    private static final CurationJob FAILING = new CurationJob(19, 1);

    static List<Arguments> impossible() {
        byte[] result = GOOD.make();
        byte[] shorter = Arrays.copyOf(result, result.length - 1);
        byte[] other = result.clone();
        other[other.length - 1] ^= 1;
        return List.of(
                Arguments.of(GOOD, Stage.STARTED, new Unknown(), Stage.STARTED),
                Arguments.of(GOOD, Stage.ENDED, new Unknown(), Stage.ENDED),
                Arguments.of(GOOD, Stage.ENDED, new Running(), Stage.ENDED),
                Arguments.of(GOOD, Stage.STARTED, new Completed(result), Stage.STARTED),
                Arguments.of(GOOD, Stage.ENDED, new Completed(shorter), Stage.ENDED),
                Arguments.of(GOOD, Stage.ENDED, new Completed(other), Stage.ENDED),
                Arguments.of(GOOD, Stage.ENDED, new Completed(new byte[0]), Stage.ENDED),
                Arguments.of(GOOD, Stage.STARTED, new Evicted(), Stage.STARTED),
                Arguments.of(GOOD, Stage.ENDED, new Failed(GOOD.error()), Stage.ENDED),
                Arguments.of(FAILING, Stage.ENDED, new Evicted(), Stage.ENDED),
                Arguments.of(FAILING, Stage.ENDED, new Completed(FAILING.make()), Stage.ENDED),
                Arguments.of(FAILING, Stage.ENDED, new Failed("another"), Stage.ENDED));
    }

    static List<Arguments> possible() {
        return List.of(
                Arguments.of(GOOD, Stage.WAITING, new Unknown(), Stage.STARTED),
                Arguments.of(GOOD, Stage.WAITING, new Running(), Stage.STARTED),
                Arguments.of(GOOD, Stage.WAITING, new Completed(GOOD.make()), Stage.ENDED),
                Arguments.of(GOOD, Stage.ENDING, new Running(), Stage.ENDED),
                Arguments.of(GOOD, Stage.ENDING, new Completed(GOOD.make()), Stage.ENDING),
                Arguments.of(GOOD, Stage.ENDED, new Evicted(), Stage.ENDED),
                Arguments.of(FAILING, Stage.STARTED, new Failed(FAILING.error()), Stage.ENDING));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void shouldFailOnWhatCannotBe(CurationJob job, Stage before, CurationStatus status, Stage after) {
        WrongResultException failure =
                assertThrows(WrongResultException.class, () -> job.verify(before, status, after));

        assertTrue(failure.getMessage().startsWith(job.id() + ": "), failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("possible")
    void shouldPassWhatCanBe(CurationJob job, Stage before, CurationStatus status, Stage after) {
        assertDoesNotThrow(() -> job.verify(before, status, after));
    }

    @Test
    void shouldTakeItsResultInParts() {
        byte[] result = GOOD.make();
        CurationJob.Verifying out = GOOD.verifying();

        out.write(result, 0, 700);
        out.write(result[700]);
        assertThrows(WrongResultException.class, out::verifyComplete);
        out.write(result, 701, result.length - 701);

        assertDoesNotThrow(out::verifyComplete);
    }

    @Test
    void shouldRefuseAWrongByteAndOneTooMany() {
        byte[] result = GOOD.make();
        byte[] other = result.clone();
        other[500] ^= 1;

        WrongResultException wrong =
                assertThrows(WrongResultException.class, () -> GOOD.verifying().write(other, 0, other.length));
        CurationJob.Verifying full = GOOD.verifying();
        full.write(result, 0, result.length);

        assertTrue(wrong.getMessage().endsWith(" differs at byte 500"), wrong.getMessage());
        assertThrows(WrongResultException.class, () -> full.write(0));
    }

    @Test
    void shouldMakeResultsOfAllOrdersOfMagnitude() {
        int[] lengths = IntStream.range(0, 200)
                .map(number -> new CurationJob(number, 1).make().length)
                .toArray();

        assertTrue(Arrays.stream(lengths).allMatch(length -> length >= CurationJob.LEAST_BYTES));
        assertTrue(Arrays.stream(lengths).allMatch(length -> length <= CurationJob.MOST_BYTES));
        for (int from = CurationJob.LEAST_BYTES; from < CurationJob.MOST_BYTES; from *= 4) {
            int least = from;
            assertTrue(
                    Arrays.stream(lengths).anyMatch(length -> length >= least && length < 4 * least),
                    () -> "none from " + least);
        }
    }

    @Test
    void shouldFailOneJobInTwenty() {
        assertEquals(
                List.of(19, 39),
                Stream.iterate(0, number -> number + 1)
                        .limit(40)
                        .filter(number -> new CurationJob(number, 1).fails())
                        .toList());
    }
}
