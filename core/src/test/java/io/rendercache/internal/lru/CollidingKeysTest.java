package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.StripeDescriptor;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.memory.Memory;
import org.junit.jupiter.api.Test;

/** Keys made to collide: the damage is bounded by a better hash for the stripe they fall into. */
class CollidingKeysTest {
    private static final int ENTRIES = 2_000;

    /** A hash that is the same for all keys; the strong one is honest. */
    private static final KeySlotCodec<Long> COLLIDING = new KeySlotCodec<>() {
        private final LongSlotCodec honest = new LongSlotCodec();

        @Override
        public long hash(Long key, long seed) {
            return 0x1234_5678_9ABC_DEF0L;
        }

        @Override
        public long strongHash(Long key, long seed) {
            return honest.strongHash(key, seed);
        }

        @Override
        public long storedHash(byte[] key, int length, long seed) {
            return 0x1234_5678_9ABC_DEF0L;
        }

        @Override
        public boolean matches(Long key, long address, int length) {
            return honest.matches(key, address, length);
        }

        @Override
        public int length(Long key) {
            return honest.length(key);
        }

        @Override
        public int write(Long key, long address) {
            return honest.write(key, address);
        }
    };

    @Test
    void shouldFileACrowdedStripeByStrongHashes() {
        Engine engine = Engine.builder()
                .maxEntries(ENTRIES)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .stripes(1)
                .build();
        LongSlotCodec values = new LongSlotCodec();
        EngineView<Long, Long> view = new EngineView<>(engine, COLLIDING, values, 0, new HitCounter());

        for (long key = 0; key < ENTRIES + 10; key++) {
            view.put(key, -key, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        }

        engine.validate();
        assertTrue(StripeCore.isStrong(Memory.getLong(engine.stripes().header(0) + StripeDescriptor.SEQUENCE)));
        for (long key = 0; key < ENTRIES + 10; key++) {
            if (key < 10) {
                assertNull(view.get(key, values));
            } else {
                assertEquals(-key, view.get(key, values));
            }
        }
        assertTrue(longestBucket(engine) <= 30, "longest bucket " + longestBucket(engine));
    }

    @Test
    void shouldStaySoundWhenAllKeysFallIntoOneOfManyStripes() {
        Engine engine = Engine.builder()
                .maxEntries(ENTRIES)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .stripes(16)
                .build();
        LongSlotCodec values = new LongSlotCodec();
        EngineView<Long, Long> view = new EngineView<>(engine, COLLIDING, values, 0, new HitCounter());

        for (long key = 0; key < ENTRIES + 10; key++) {
            view.put(key, -key, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        }
        assertEquals(-10L, view.get(10L, values));
        view.put(-1L, 1L, PutMode.ALWAYS, WriteGuard.ALWAYS, null);

        engine.validate();
        assertEquals(ENTRIES, engine.size());
        assertTrue(view.contains(10L), "touched, so spared");
        assertTrue(!view.contains(11L), "the oldest that was not touched");
        for (long key = 12; key < ENTRIES + 10; key++) {
            assertTrue(view.contains(key), "key " + key);
            assertTrue(view.remove(key, null, RemovalReason.EXPLICIT, null), "key " + key);
        }
        engine.validate();
    }

    private static int longestBucket(Engine engine) {
        int longest = 0;
        for (int bucket = 0; bucket < engine.scanSegments(); bucket++) {
            int[] entries = new int[1];
            engine.scan(bucket, EntryBytes::key, key -> entries[0]++);
            longest = Math.max(longest, entries[0]);
        }
        return longest;
    }
}
