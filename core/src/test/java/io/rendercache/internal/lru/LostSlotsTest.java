package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.marshal.SlotCodec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A slot is published or given back on every way out: one lost at each failure would end with inserts that wait for
 * ever.
 */
class LostSlotsTest {
    private static final int ENTRIES = 4;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LongSlotCodec longs = new LongSlotCodec();
    private final Engine engine =
            Engine.builder().maxEntries(ENTRIES).maxKeyBytes(8).maxValueBytes(8).build();

    /** Values that cannot be written if they are negative. */
    private final SlotCodec<Long> failing = new SlotCodec<>() {
        @Override
        public int length(Long content) {
            return longs.length(content);
        }

        @Override
        public int write(Long content, long address) {
            if (content < 0) {
                throw new IllegalStateException("value " + content);
            }
            return longs.write(content, address);
        }

        @Override
        public boolean matches(Long content, long address, int length) {
            return longs.matches(content, address, length);
        }
    };

    private final EngineView<Long, Long> view = new EngineView<>(engine, longs, failing, 0, new HitCounter());

    @ParameterizedTest(name = "contended: {0}")
    @ValueSource(booleans = {false, true})
    void shouldKeepTheEntryWhenNobodyCanTakeItsLastCopy(boolean contended) {
        assertTimeoutPreemptively(LIMIT, () -> {
            for (long key = 0; key < 10 * ENTRIES; key++) {
                long fresh = key;
                put(key, 1, contended, null);
                put(key + 1_000, 1, contended, null);
                RemovalSink departures = (entry, why) -> {
                    throw new IllegalStateException("no copy");
                };
                if (engine.size() == ENTRIES) {
                    assertThrows(IllegalStateException.class, () -> put(fresh + 2_000, 1, contended, departures));
                    assertEquals(ENTRIES, engine.size());
                }
                engine.validate();
            }
        });
    }

    @ParameterizedTest(name = "contended: {0}")
    @ValueSource(booleans = {false, true})
    void shouldGiveBackTheSlotWhenTheEntryCannotBeWritten(boolean contended) {
        assertTimeoutPreemptively(LIMIT, () -> {
            for (long key = 0; key < 10 * ENTRIES; key++) {
                long fresh = key;
                assertThrows(IllegalStateException.class, () -> put(fresh, -1, contended, null));
                engine.validate();
            }
            for (long key = 0; key < ENTRIES; key++) {
                put(key, 1, contended, null);
            }
            assertEquals(ENTRIES, engine.size());
        });
    }

    @ParameterizedTest(name = "contended: {0}")
    @ValueSource(booleans = {false, true})
    void shouldDropAnEntryWhoseValueCouldNotBeOverwritten(boolean contended) {
        put(7, 1, contended, null);

        assertThrows(IllegalStateException.class, () -> put(7, -1, contended, null));

        engine.validate();
        assertNull(view.get(7L, longs));
        put(7, 2, contended, null);
        assertEquals(2L, view.get(7L, longs));
        engine.validate();
    }

    private void put(long key, long value, boolean contended, @Nullable RemovalSink departures) {
        if (contended) {
            engine.stripes().lanes.mine().noteMeeting();
        }
        view.put(key, value, PutMode.ALWAYS, WriteGuard.ALWAYS, departures);
    }
}
