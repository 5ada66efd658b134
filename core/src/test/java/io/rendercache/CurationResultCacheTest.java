package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Evicted;
import io.rendercache.CurationStatus.Failed;
import io.rendercache.CurationStatus.Running;
import io.rendercache.CurationStatus.Unknown;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a job stands, one call after the other. */
class CurationResultCacheTest {
    private static final String JOB = "job-4711";
    private static final byte[] RESULT = {1, 2, 3};
    private static final byte[] OTHER = {4, 5};

    private final CurationResultCache cache = CurationResultCache.builder()
            .maxResults(2)
            .maxBytes(2_000)
            .name("results")
            .build();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void shouldNotKnowJobThatNobodyStarted() {
        assertEquals(new Unknown(), cache.poll(JOB));
        assertFalse(cache.forget(JOB));
    }

    @Test
    void shouldRunOnceStarted() {
        cache.started(JOB);

        assertEquals(new Running(), cache.poll(JOB));
        assertEquals(1, cache.running());
        assertEquals(0, cache.size());
    }

    @Test
    void shouldCompleteWithItsResult() {
        cache.started(JOB);

        cache.completed(JOB, RESULT);

        Completed completed = assertInstanceOf(Completed.class, cache.poll(JOB));
        assertArrayEquals(RESULT, completed.result());
        assertEquals(0, cache.running());
        assertEquals(1, cache.size());
    }

    @Test
    void shouldGiveEachPollItsOwnCopy() {
        byte[] given = RESULT.clone();
        cache.completed(JOB, given);
        given[0]++;

        assertInstanceOf(Completed.class, cache.poll(JOB)).result()[0]++;

        assertEquals(new Completed(RESULT), cache.poll(JOB));
    }

    @Test
    void shouldCompleteWithEmptyResult() {
        cache.started(JOB);

        cache.completed(JOB, new byte[0]);

        assertEquals(new Completed(new byte[0]), cache.poll(JOB));
    }

    @Test
    void shouldCompleteWithoutHavingBeenStarted() {
        cache.completed(JOB, RESULT);

        assertEquals(new Completed(RESULT), cache.poll(JOB));
    }

    @Test
    void shouldFailWithItsMessage() {
        cache.started(JOB);

        cache.failed(JOB, "no space \u2013 on device \uD83D\uDE00");

        assertEquals(new Failed("no space \u2013 on device \uD83D\uDE00"), cache.poll(JOB));
        assertEquals(0, cache.running());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+", "-x", "+x"})
    void shouldKeepMessageThatLooksLikeAMark(String message) {
        cache.failed(JOB, message);

        assertEquals(new Failed(message), cache.poll(JOB));
    }

    @Test
    void shouldCutLongMessageAtWholeCharacter() {
        cache.failed(JOB, "x".repeat(1_023));
        assertEquals(new Failed("x".repeat(1_023)), cache.poll(JOB));

        cache.failed(JOB, "x".repeat(1_024));
        assertEquals(new Failed("x".repeat(1_023)), cache.poll(JOB));

        cache.failed(JOB, "\uD83D\uDE00".repeat(100_000));
        assertEquals(new Failed("\uD83D\uDE00".repeat(255)), cache.poll(JOB));

        cache.failed(JOB, "xx" + "\u2013".repeat(400));
        Failed failed = assertInstanceOf(Failed.class, cache.poll(JOB));
        assertEquals("xx" + "\u2013".repeat(340), failed.error());
        assertEquals(1_022, failed.error().getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void shouldReplaceWhatIsNoTextInMessage() {
        cache.failed(JOB, "a\uD83Db\uDE00c\uDE00\uD83D");

        assertEquals(new Failed("a\uFFFDb\uFFFDc\uFFFD\uFFFD"), cache.poll(JOB));
    }

    @Test
    void shouldStartAfreshAfterItEnded() {
        cache.completed(JOB, RESULT);
        cache.started(JOB);
        assertEquals(new Running(), cache.poll(JOB));
        assertEquals(0, cache.size());
        assertEquals(0, cache.stats().heldBytes());

        cache.failed(JOB, "a");
        cache.started(JOB);
        assertEquals(new Running(), cache.poll(JOB));

        cache.completed(JOB, OTHER);
        evictAll();
        assertEquals(new Evicted(), cache.poll(JOB));
        cache.started(JOB);
        assertEquals(new Running(), cache.poll(JOB));
        evictAll();
        assertEquals(new Running(), cache.poll(JOB));
        cache.completed(JOB, RESULT);
        assertEquals(new Completed(RESULT), cache.poll(JOB));
    }

    @Test
    void shouldGoByTheLastOfCompletedAndFailed() {
        cache.started(JOB);
        cache.failed(JOB, "first");
        cache.completed(JOB, RESULT);
        assertEquals(new Completed(RESULT), cache.poll(JOB));
        evictAll();
        assertEquals(new Evicted(), cache.poll(JOB));

        cache.completed(JOB, RESULT);
        cache.failed(JOB, "second");
        assertEquals(new Failed("second"), cache.poll(JOB));
        evictAll();
        assertEquals(new Failed("second"), cache.poll(JOB));

        cache.completed(JOB, RESULT);
        cache.completed(JOB, OTHER);
        assertEquals(new Completed(OTHER), cache.poll(JOB));
    }

    @Test
    void shouldForgetFailureOfJobThatCompletedAfterIt() {
        cache.failed(JOB, "first");
        cache.completed(JOB, RESULT);

        assertTrue(cache.forget(JOB));

        assertEquals(new Unknown(), cache.poll(JOB));
    }

    @Test
    void shouldForgetJobHoweverItStands() {
        List<Runnable> states = List.of(
                () -> cache.started(JOB), () -> cache.completed(JOB, RESULT), () -> cache.failed(JOB, "error"), () -> {
                    cache.completed(JOB, RESULT);
                    evictAll();
                });

        for (Runnable state : states) {
            state.run();

            assertTrue(cache.forget(JOB));

            assertEquals(new Unknown(), cache.poll(JOB));
            assertFalse(cache.forget(JOB));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\uD83Db"})
    void shouldRefuseJobIdThatIsNone(String jobId) {
        for (Executable call : calls(cache, jobId)) {
            assertThrows(IllegalArgumentException.class, call);
        }
        cache.completed(JOB, RESULT);
        assertEquals(new Completed(RESULT), cache.poll(JOB));
    }

    @Test
    void shouldTakeJobIdUpTo256Bytes() {
        String longest = "\u2013".repeat(85) + "x";
        cache.completed(longest, RESULT);
        assertEquals(new Completed(RESULT), cache.poll(longest));
        evictAll();
        assertEquals(new Evicted(), cache.poll(longest));

        for (Executable call : calls(cache, longest + "x")) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call);
            assertEquals("bytes of jobId must be from 1 to 256, was 257", refused.getMessage());
        }
    }

    @Test
    void shouldRefuseNull() {
        for (Executable call : calls(cache, null)) {
            assertThrows(NullPointerException.class, call);
        }
        assertThrows(NullPointerException.class, () -> cache.completed(JOB, (byte[]) null));
        assertThrows(NullPointerException.class, () -> cache.completed(JOB, (java.io.InputStream) null));
        assertThrows(NullPointerException.class, () -> cache.failed(JOB, null));
        assertThrows(NullPointerException.class, () -> cache.writeResult(JOB, null));
        assertEquals(new Unknown(), cache.poll(JOB));
    }

    @Test
    void shouldRefuseEveryCallAfterClose() {
        cache.completed(JOB, RESULT);

        cache.close();
        cache.close();

        for (Executable call : calls(cache, JOB)) {
            assertThrows(IllegalStateException.class, call);
        }
        assertThrows(IllegalStateException.class, cache::size);
        assertThrows(IllegalStateException.class, cache::running);
        assertThrows(IllegalStateException.class, cache::stats);
        assertThrows(IllegalStateException.class, cache::flush);
        assertEquals("CurationResultCache[results, maxResults 2, closed]", cache.toString());
    }

    @Test
    void shouldWriteResultOfCompletedJobOnly() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertFalse(cache.writeResult(JOB, out));
        cache.started(JOB);
        assertFalse(cache.writeResult(JOB, out));
        cache.failed(JOB, "error");
        assertFalse(cache.writeResult(JOB, out));
        cache.completed(JOB, RESULT);
        evictAll();
        assertFalse(cache.writeResult(JOB, out));
        assertEquals(0, out.size());

        cache.completed(JOB, RESULT);
        assertTrue(cache.writeResult(JOB, out));
        assertArrayEquals(RESULT, out.toByteArray());
    }

    private static List<Executable> calls(CurationResultCache cache, String jobId) {
        return List.of(
                () -> cache.started(jobId),
                () -> cache.completed(jobId, RESULT),
                () -> cache.completed(jobId, new ByteArrayInputStream(RESULT)),
                () -> cache.failed(jobId, "error"),
                () -> cache.poll(jobId),
                () -> cache.writeResult(jobId, OutputStream.nullOutputStream()),
                () -> cache.forget(jobId));
    }

    private void evictAll() {
        cache.completed("filler-1", new byte[900]);
        cache.completed("filler-2", new byte[900]);
        cache.forget("filler-1");
        cache.forget("filler-2");
    }
}
