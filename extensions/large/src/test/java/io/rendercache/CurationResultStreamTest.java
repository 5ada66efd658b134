package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.CurationStatus.Completed;
import io.rendercache.CurationStatus.Evicted;
import io.rendercache.CurationStatus.Failed;
import io.rendercache.CurationStatus.Running;
import io.rendercache.testing.ChildJvm;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that come and go as streams. */
class CurationResultStreamTest {
    private static final String JOB = "job";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_095, 4_096, 4_097, 16_384, 1 << 20, 20 << 20})
    void shouldGiveBackWhatWasStreamedIn(int length) throws IOException {
        try (CurationResultCache cache = builder(64 << 20).build()) {
            cache.started(JOB);

            cache.completed(JOB, GeneratedBytes.stream(3, length));

            GeneratedBytes.Sink sink = new GeneratedBytes.Sink(3);
            assertTrue(cache.writeResult(JOB, sink));
            assertEquals(length, sink.count());
            assertEquals(new Completed(GeneratedBytes.bytes(3, length)), cache.poll(JOB));
            assertEquals(length + JOB.length(), cache.stats().heldBytes());

            cache.completed(JOB, GeneratedBytes.bytes(4, length));

            sink = new GeneratedBytes.Sink(4);
            assertTrue(cache.writeResult(JOB, sink));
            assertEquals(length, sink.count());
            assertEquals(length + JOB.length(), cache.stats().heldBytes());
        }
    }

    @Test
    void shouldStreamFiftyMegabytesThroughSmallHeap() {
        streamThroughSmallHeap(50L << 20);
    }

    @Test
    void shouldStreamTheLargestResultThroughSmallHeap() {
        streamThroughSmallHeap(256L << 20);
    }

    private void streamThroughSmallHeap(long length) {
        ChildJvm.Result result = new ChildJvm(SmallHeap.class, folder)
                .neededFlags()
                .largeValueFlags()
                .flags("-Xmx48m")
                .arguments(Long.toString(length))
                .limit(Duration.ofMinutes(3))
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("true " + length, result.stdout().strip(), result::describe);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, 4_097, 100_000, 900_000})
    void shouldLeaveJobAsItWasWhenStreamThrows(int after) {
        try (CurationResultCache cache = builder(1 << 20).build()) {
            cache.started(JOB);
            cache.completed("other", new byte[10]);
            IOException failure = new IOException("torn off");

            assertSame(failure, assertThrows(IOException.class, () -> cache.completed(JOB, failing(after, failure))));

            assertEquals(new Running(), cache.poll(JOB));
            assertEquals(15, cache.stats().heldBytes());
            assertEquals(new Completed(new byte[10]), cache.poll("other"));
            cache.failed(JOB, "error");
            assertThrows(IOException.class, () -> cache.completed(JOB, failing(after, failure)));
            assertEquals(new Failed("error"), cache.poll(JOB));
            // All pieces have been given back: the whole budget is to be had, again and again.
            for (int i = 0; i < 20; i++) {
                assertThrows(IOException.class, () -> cache.completed(JOB, failing(1_040_000, failure)));
                cache.completed(JOB, new byte[(1 << 20) - JOB.length()]);
            }
        }
    }

    @Test
    void shouldGiveUpOnErrorsOfStreamToo() {
        try (CurationResultCache cache = builder(1 << 20).build()) {
            IllegalStateException failure = new IllegalStateException("its own");

            assertSame(
                    failure,
                    assertThrows(
                            IllegalStateException.class,
                            () -> cache.completed(JOB, new FilterInputStream(GeneratedBytes.stream(1, 500_000)) {
                                private int calls;

                                @Override
                                public int read(byte[] target, int offset, int length) throws IOException {
                                    if (calls++ == 20) {
                                        throw failure;
                                    }
                                    return super.read(target, offset, length);
                                }
                            })));

            assertEquals(0, cache.stats().heldBytes());
            cache.completed(JOB, new byte[1]);
            assertEquals(new Completed(new byte[1]), cache.poll(JOB));
        }
    }

    @Test
    void shouldSayRunningUntilStreamHasEnded() throws IOException {
        try (CurationResultCache cache = builder(1 << 20).build()) {
            cache.started(JOB);
            InputStream asking = new FilterInputStream(GeneratedBytes.stream(1, 200_000)) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = super.read(target, offset, length);
                    assertEquals(new Running(), cache.poll(JOB));
                    assertFalse(cache.writeResult(JOB, OutputStream.nullOutputStream()));
                    return count;
                }
            };

            cache.completed(JOB, asking);

            assertEquals(new Completed(GeneratedBytes.bytes(1, 200_000)), cache.poll(JOB));
        }
    }

    @Test
    void shouldNotCloseStreams() throws IOException {
        try (CurationResultCache cache = builder(1 << 20).build()) {
            cache.completed(JOB, new FilterInputStream(GeneratedBytes.stream(1, 10_000)) {
                @Override
                public void close() {
                    throw new AssertionError("closed");
                }
            });

            assertTrue(cache.writeResult(JOB, new OutputStream() {
                @Override
                public void write(int value) {
                    // Nobody reads it.
                }

                @Override
                public void close() {
                    throw new AssertionError("closed");
                }
            }));
        }
    }

    @Test
    void shouldThrowWhenResultIsEvictedWhileItIsWritten() {
        try (CurationResultCache cache = builder(1 << 20).build()) {
            cache.completed(JOB, GeneratedBytes.bytes(1, 1_000_000));
            GeneratedBytes.Sink sink = new GeneratedBytes.Sink(1);
            OutputStream evicting = new OutputStream() {
                @Override
                public void write(int value) {
                    throw new AssertionError("in parts");
                }

                @Override
                public void write(byte[] source, int offset, int length) {
                    sink.write(source, offset, length);
                    cache.completed("other", new byte[500_000]);
                }
            };

            assertThrows(IOException.class, () -> cache.writeResult(JOB, evicting));

            assertTrue(sink.count() > 0 && sink.count() < 1_000_000, () -> "written " + sink.count());
            assertEquals(new Evicted(), cache.poll(JOB));
            assertEquals(new Completed(new byte[500_000]), cache.poll("other"));
        }
    }

    @Test
    void shouldPassOnWhatOutputThrows() throws IOException {
        try (CurationResultCache cache = builder(1 << 20).build()) {
            IOException failure = new IOException("gone away");
            for (int length : new int[] {100, 500_000}) {
                cache.completed(JOB, new byte[length]);

                assertSame(
                        failure,
                        assertThrows(
                                IOException.class,
                                () -> cache.writeResult(JOB, new OutputStream() {
                                    @Override
                                    public void write(int value) throws IOException {
                                        throw failure;
                                    }
                                })));

                assertTrue(cache.writeResult(JOB, OutputStream.nullOutputStream()));
            }
        }
    }

    private static InputStream failing(int after, IOException failure) {
        return new FilterInputStream(GeneratedBytes.stream(1, after)) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value < 0) {
                    throw failure;
                }
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    throw failure;
                }
                return count;
            }
        };
    }

    private static CurationResultCache.Builder builder(long maxBytes) {
        return CurationResultCache.builder().maxBytes(maxBytes);
    }

    /** Streams a result in and out that has no room on the heap. */
    static final class SmallHeap {
        private static final int SPARE_BYTES = 10 << 20;

        private SmallHeap() {}

        /** Runs in the child. */
        public static void main(String[] args) throws IOException {
            int length = Integer.parseInt(args[0]);
            try (CurationResultCache cache = builder(length + SPARE_BYTES).build()) {
                cache.started(JOB);
                cache.completed(JOB, GeneratedBytes.stream(7, length));
                GeneratedBytes.Sink sink = new GeneratedBytes.Sink(7);
                System.out.println(cache.writeResult(JOB, sink) + " " + sink.count());
            }
        }
    }
}
