package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.testing.StampedLruModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine beside a model of the same recency rule: each answer and each victim must be the same. */
class EngineLockstepTest {
    private static final int OPERATIONS = 20_000;
    private static final int VALIDATED_EVERY = 16;

    @ParameterizedTest(name = "{0} entries in {1} stripes, {2} keys")
    @CsvSource({"1,1,3", "2,1,5", "10,1,15", "64,4,100", "100,16,150", "200,2,230", "1000,8,1500", "1000,1,1100"})
    void shouldEvictAsTheModelDoes(int maxEntries, int stripes, int keys) {
        for (long seed : List.of(1L, 2L, new Random().nextLong())) {
            run(maxEntries, stripes, keys, seed);
        }
    }

    private static void run(int maxEntries, int stripes, int keys, long seed) {
        String where = "seed " + seed;
        Engine engine = Engine.builder()
                .maxEntries(maxEntries)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .stripes(stripes)
                .seed(seed)
                .maxSegmentBytes(4096)
                .build();
        LongSlotCodec form = new LongSlotCodec();
        EngineView<Long, Long> view = new EngineView<>(engine, form, form, 0, new HitCounter());
        StampedLruModel<Long, Long> model = new StampedLruModel<>(
                maxEntries, engine.stripes(), key -> engine.stripeOf(form.hash(key, engine.seed())));
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> evicted = new ArrayList<>();
        RemovalSink departures = (entry, why) -> {
            if (why == RemovalReason.EVICTED) {
                evicted.add(keyOf(entry));
            }
        };

        for (int step = 0; step < OPERATIONS; step++) {
            // Without removals in the first half, so that the ring is as short as it is meant to be.
            int choice = random.nextInt(step < OPERATIONS / 2 ? 95 : 100);
            long key = random.nextInt(keys);
            long value = random.nextLong();
            if (choice < 45) {
                evicted.clear();
                Long expected = model.put(key, value);
                view.put(key, value, PutMode.ALWAYS, WriteGuard.ALWAYS, departures);
                assertEquals(expected == null ? List.of() : List.of(expected), evicted, where + " step " + step);
            } else if (choice < 90) {
                assertEquals(model.get(key), view.get(key, form), where + " step " + step);
            } else if (choice < 95) {
                assertEquals(model.containsKey(key), view.contains(key), where + " step " + step);
            } else {
                assertEquals(
                        model.remove(key),
                        view.remove(key, null, RemovalReason.EXPLICIT, null),
                        where + " step " + step);
            }
            assertEquals(model.size(), engine.size(), where + " step " + step);
            if (step % VALIDATED_EVERY == 0) {
                engine.validate();
            }
        }
        for (Long key : model.keysInEvictionOrder()) {
            assertTrue(view.contains(key), where + " key " + key);
        }
    }

    private static long keyOf(EntryBytes entry) {
        return ByteBuffer.wrap(entry.key()).order(ByteOrder.nativeOrder()).getLong();
    }
}
