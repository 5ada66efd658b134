package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.file.FileInUseException;
import io.rendercache.internal.marshal.BytesSlotCodec;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is given up after the last writer has left, and no writer comes after that. */
class MappedEngineCloseTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = {2, 2, 2};
    private static final BytesSlotCodec FORM = new BytesSlotCodec();

    @TempDir
    Path folder;

    /** Writes values as slowly as it is told to. */
    private static final class SlowForm implements SlotCodec<byte[]> {
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public int length(byte[] content) {
            return FORM.length(content);
        }

        @Override
        public int write(byte[] content, long address) {
            inside.countDown();
            Threads.await(goOn);
            return FORM.write(content, address);
        }

        @Override
        public boolean matches(byte[] content, long address, int length) {
            return FORM.matches(content, address, length);
        }
    }

    @Test
    void shouldKeepTheFileUntilTheLastWriterHasLeft() throws IOException {
        Engine engine = open();
        view(engine, FORM).put(new byte[] {9}, VALUE, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        SlowForm slow = new SlowForm();
        AtomicBoolean closed = new AtomicBoolean();

        new Threads()
                .add(
                        "writer",
                        1,
                        (index, run) -> view(engine, slow).put(KEY, VALUE, PutMode.ALWAYS, WriteGuard.ALWAYS, null))
                .add("closer", 1, (index, run) -> {
                    Threads.await(slow.inside);
                    engine.close();
                    closed.set(true);
                })
                .add("watcher", 1, (index, run) -> {
                    Threads.await(slow.inside);
                    try {
                        Threads.await("the gate to be shut", LIMIT, () -> isShut(engine));
                        for (int i = 0; i < 50; i++) {
                            assertThrows(FileInUseException.class, this::open);
                            assertFalse(closed.get());
                        }
                    } finally {
                        slow.goOn.countDown();
                    }
                })
                .runToEnd(LIMIT);

        assertTrue(closed.get());
        Engine again = open();
        again.validate();
        assertArrayEquals(VALUE, view(again, FORM).copy(KEY, FORM, false));
        assertEquals(2, again.recovered());
        assertEquals(0, again.discarded());
        again.close();
    }

    @Test
    void shouldRefuseEveryWriteAfterwardsAndStillBeRead() throws IOException {
        Engine engine = open();
        EngineView<byte[], byte[]> view = view(engine, FORM);
        view.put(KEY, VALUE, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        engine.close();
        Engine again = open();

        assertThrows(
                IllegalStateException.class,
                () -> view.put(KEY, new byte[] {3}, PutMode.ALWAYS, WriteGuard.ALWAYS, null));
        assertThrows(IllegalStateException.class, () -> view.replace(KEY, VALUE, new byte[] {3}, null));
        assertThrows(IllegalStateException.class, () -> view.remove(KEY, null, RemovalReason.EXPLICIT, null));
        assertThrows(IllegalStateException.class, () -> engine.clear(null));
        assertThrows(IllegalStateException.class, () -> engine.clearOwner(1, null));
        assertThrows(IllegalStateException.class, () -> engine.evictOldest((entry, why) -> {}));
        assertThrows(IllegalStateException.class, engine::flush);
        engine.close();

        assertArrayEquals(VALUE, view.copy(KEY, FORM, true));
        assertArrayEquals(VALUE, view(again, FORM).copy(KEY, FORM, false));
        assertNull(view(again, FORM).copy(new byte[] {3}, FORM, false));
        again.validate();
        again.close();
    }

    private static boolean isShut(Engine engine) {
        try {
            engine.stripes().leave(engine.stripes().enter());
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private Engine open() throws IOException {
        return Engine.builder()
                .maxEntries(16)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .open(new FileMapping(folder.resolve("cache"), false, "bytes", "bytes", 8, 0, FORM::storedHash));
    }

    private static EngineView<byte[], byte[]> view(Engine engine, SlotCodec<byte[]> values) {
        return new EngineView<>(engine, FORM, values, 0, new HitCounter());
    }
}
