package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a hit does to the region: it takes no lock, and writes a stamp or nothing. */
class EngineHitTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ENTRIES = 300;

    private final LongSlotCodec form = new LongSlotCodec();
    private final Geometry geometry = Geometry.of(ENTRIES, Long.BYTES, Long.BYTES, 1, false);
    private final Region region =
            Region.anonymous(geometry.indexBytes(), geometry.slotBytes(), ENTRIES, Region.DEFAULT_MAX_SEGMENT_BYTES);
    private final Engine engine = new Engine(geometry, 42, 0, region, null, null, null);
    private final EngineView<Long, Long> view = new EngineView<>(engine, form, form, 0, new HitCounter());

    @Test
    void shouldHitWhileTheStripesLockIsHeld() {
        putAll();
        long lock = engine.stripes().header(0) + StripeDescriptor.LOCK;
        Lane lane = engine.stripes().enter();
        assertTrue(StripeLock.tryLock(lock, lane));
        try {
            Threads.runAll(1, LIMIT, (index, run) -> {
                for (long key = 0; key < ENTRIES; key++) {
                    assertEquals(-key, view.get(key, form));
                    assertTrue(view.contains(key));
                }
            });
        } finally {
            StripeLock.unlock(lock);
            engine.stripes().leave(lane);
        }
    }

    @Test
    void shouldWriteOneStampAndThenNothingUntilTheNextTick() {
        putAll();
        long[] before = words();

        view.get(0L, form);
        long[] stamped = words();
        for (int i = 0; i < 10; i++) {
            view.get(0L, form);
        }
        long[] again = words();
        for (int i = 0; i < 1 << geometry.tickBits(); i++) {
            view.put((long) ENTRIES + i, 0L, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        }
        long[] inserted = words();
        view.get(0L, form);

        assertEquals(1, differences(before, stamped));
        assertArrayEquals(stamped, again);
        assertEquals(1, differences(inserted, words()));
    }

    /** There the order of the hits between two writes matters; but a cache that is only read is left alone. */
    @Test
    void shouldSoonWriteNothingInAVerySmallCacheThatIsOnlyRead() {
        Geometry small = Geometry.of(10, Long.BYTES, Long.BYTES, 1, false);
        Region memory = Region.anonymous(small.indexBytes(), small.slotBytes(), 10, Region.DEFAULT_MAX_SEGMENT_BYTES);
        Engine few = new Engine(small, 42, 0, memory, null, null, null);
        EngineView<Long, Long> all = new EngineView<>(few, form, form, 0, new HitCounter());
        for (long key = 0; key < 10; key++) {
            all.put(key, -key, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        }
        for (long i = 0; i < 100; i++) {
            all.get(i % 10, form);
        }
        long[] before = words(memory, small);

        for (long i = 0; i < 1_000; i++) {
            all.get(i * 7 % 10, form);
        }

        assertArrayEquals(before, words(memory, small));
    }

    private void putAll() {
        for (long key = 0; key < ENTRIES; key++) {
            view.put(key, -key, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        }
    }

    /** All that the engine has outside the heap. */
    private long[] words() {
        return words(region, geometry);
    }

    private static long[] words(Region region, Geometry geometry) {
        LongStream index = LongStream.range(0, region.indexBytes() / Long.BYTES)
                .map(word -> Memory.getLong(region.indexAddress() + word * Long.BYTES));
        int slotWords = geometry.slotBytes() / Long.BYTES;
        LongStream slots = LongStream.rangeClosed(1, geometry.maxEntries())
                .flatMap(slot -> LongStream.range(0, slotWords)
                        .map(word -> Memory.getLong(region.slotAddress((int) slot) + word * Long.BYTES)));
        return LongStream.concat(index, slots).toArray();
    }

    private static int differences(long[] before, long[] after) {
        assertEquals(before.length, after.length);
        int differences = 0;
        for (int i = 0; i < before.length; i++) {
            differences += before[i] == after[i] ? 0 : 1;
        }
        return differences;
    }
}
