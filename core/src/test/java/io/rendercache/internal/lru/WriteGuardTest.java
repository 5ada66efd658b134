package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.marshal.LongSlotCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteGuardTest {
    private final Engine engine =
            Engine.builder().maxEntries(4).maxKeyBytes(8).maxValueBytes(8).build();
    private final LongSlotCodec codec = new LongSlotCodec();
    private final WritePath<Long, Long> writes = new WritePath<>(engine, codec, codec, 0);
    private final List<Object> written = new ArrayList<>();
    private boolean isCurrent = true;
    private final WriteGuard guard = new WriteGuard() {
        @Override
        public boolean isCurrent() {
            return isCurrent;
        }

        @Override
        public void written(Object key) {
            written.add(key);
        }
    };

    @Test
    void shouldTellTheGuardOfEachPublishedWrite() {
        assertTrue(writes.put(1L, 10L, PutMode.ALWAYS, guard, null));
        assertTrue(writes.put(1L, 11L, PutMode.ALWAYS, guard, null));
        assertTrue(writes.put(1L, 12L, PutMode.IF_PRESENT, guard, null));
        assertTrue(writes.put(2L, 20L, PutMode.IF_ABSENT, guard, null));
        assertTrue(writes.replace(2L, 20L, 21L, guard, null));

        assertEquals(List.of(1L, 1L, 1L, 2L, 2L), written);
    }

    @Test
    void shouldTellTheGuardOfNoWriteThatIsRefused() {
        writes.put(1L, 10L, PutMode.ALWAYS, WriteGuard.ALWAYS, null);

        assertFalse(writes.put(1L, 11L, PutMode.IF_ABSENT, guard, null));
        assertFalse(writes.put(2L, 20L, PutMode.IF_PRESENT, guard, null));
        assertFalse(writes.replace(1L, 99L, 11L, guard, null));
        isCurrent = false;
        assertFalse(writes.put(1L, 11L, PutMode.ALWAYS, guard, null));
        assertFalse(writes.put(2L, 20L, PutMode.ALWAYS, guard, null));

        assertEquals(List.of(), written);
    }

    @Test
    void shouldKeepTheEngineWholeWhenTheGuardThrowsAfterTheWrite() {
        WriteGuard failing = new WriteGuard() {
            @Override
            public boolean isCurrent() {
                return true;
            }

            @Override
            public void written(Object key) {
                throw new IllegalStateException("boom");
            }
        };

        assertThrows(IllegalStateException.class, () -> writes.put(1L, 10L, PutMode.ALWAYS, failing, null));
        assertThrows(IllegalStateException.class, () -> writes.put(1L, 11L, PutMode.ALWAYS, failing, null));
        for (long key = 2; key < 20; key++) {
            writes.put(key, key, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        }

        engine.validate();
        assertEquals(4, engine.size());
    }
}
