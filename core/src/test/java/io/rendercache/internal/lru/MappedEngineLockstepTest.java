package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.testing.StampedLruModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mapped engine that is closed and opened again all the time, beside a model that is not: same answers and victims. */
class MappedEngineLockstepTest {
    private static final int OPERATIONS = 20_000;
    private static final int OPENED_EVERY = 200;
    private static final LongSlotCodec FORM = new LongSlotCodec();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} entries in {1} stripes, {2} keys")
    @CsvSource({"1,1,3", "2,1,5", "10,1,15", "64,4,100", "100,16,150", "200,2,230", "1000,8,1500", "1000,1,1100"})
    void shouldEvictAsIfItHadNeverBeenClosed(int maxEntries, int stripes, int keys) throws IOException {
        for (long seed : List.of(1L, 2L, new Random().nextLong())) {
            run(folder.resolve("cache-" + seed), maxEntries, stripes, keys, seed);
        }
    }

    private static void run(Path file, int maxEntries, int stripes, int keys, long seed) throws IOException {
        String where = "seed " + seed;
        Engine engine = open(file, maxEntries, stripes);
        EngineView<Long, Long> view = view(engine);
        long fileSeed = engine.seed();
        int parts = engine.stripes();
        StampedLruModel<Long, Long> model =
                new StampedLruModel<>(maxEntries, parts, key -> (int) FORM.hash(key, fileSeed) & parts - 1);
        // Which of two hits between the same two inserts was first, nobody remembers: so there is one at most.
        BitSet used = new BitSet();
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> evicted = new ArrayList<>();
        RemovalSink departures = (entry, why) -> {
            if (why == RemovalReason.EVICTED) {
                evicted.add(ByteBuffer.wrap(entry.key())
                        .order(ByteOrder.nativeOrder())
                        .getLong());
            }
        };

        for (int step = 0; step < OPERATIONS; step++) {
            int choice = random.nextInt(90);
            long key = random.nextInt(keys);
            long value = random.nextLong();
            int stripe = (int) FORM.hash(key, fileSeed) & parts - 1;
            if (model.containsKey(key)) {
                if (used.get(stripe)) {
                    continue;
                }
                used.set(stripe);
            } else if (choice < 45) {
                used.clear(stripe);
            }
            if (choice < 45) {
                evicted.clear();
                Long expected = model.put(key, value);
                view.put(key, value, PutMode.ALWAYS, WriteGuard.ALWAYS, departures);
                assertEquals(expected == null ? List.of() : List.of(expected), evicted, where + " step " + step);
            } else {
                assertEquals(model.get(key), view.get(key, FORM), where + " step " + step);
            }
            if (random.nextInt(OPENED_EVERY) == 0) {
                engine.close();
                engine = open(file, maxEntries, stripes);
                view = view(engine);
                engine.validate();
                assertEquals(model.size(), engine.size(), where + " step " + step);
                assertEquals(model.size(), engine.recovered(), where + " step " + step);
                assertEquals(0, engine.discarded(), where + " step " + step);
            }
        }
        for (Long key : model.keysInEvictionOrder()) {
            assertTrue(view.contains(key), where + " key " + key);
        }
        engine.close();
    }

    @ParameterizedTest(name = "{0} entries in {1} stripes")
    @CsvSource({"1,1", "100,4", "1000,1"})
    void shouldHoldWhatWasPutAndNotWhatWasRemoved(int maxEntries, int stripes) throws IOException {
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Long> expected = new HashMap<>();
        Path file = folder.resolve("cache");
        Engine engine = open(file, maxEntries, stripes);
        EngineView<Long, Long> view = view(engine);

        for (int step = 0; step < OPERATIONS; step++) {
            long key = random.nextInt(maxEntries);
            if (random.nextBoolean()) {
                long value = random.nextLong();
                view.put(key, value, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
                expected.put(key, value);
            } else {
                boolean was = view.remove(key, null, RemovalReason.EXPLICIT, null);
                assertEquals(expected.remove(key) != null, was, "seed " + seed + " step " + step);
            }
            if (random.nextInt(OPENED_EVERY) == 0) {
                engine.close();
                engine = open(file, maxEntries, stripes);
                view = view(engine);
                engine.validate();
                assertEquals(expected.size(), engine.recovered(), "seed " + seed + " step " + step);
                assertEquals(0, engine.discarded(), "seed " + seed + " step " + step);
                for (long each = 0; each < maxEntries; each++) {
                    assertEquals(expected.get(each), view.copy(each, FORM, false), "seed " + seed + " key " + each);
                }
            }
        }
        engine.close();
    }

    private static Engine open(Path file, int maxEntries, int stripes) throws IOException {
        return Engine.builder()
                .maxEntries(maxEntries)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .stripes(stripes)
                .maxSegmentBytes(4096)
                .open(new FileMapping(file, false, "int64", "int64", 8, 0, FORM::storedHash));
    }

    private static EngineView<Long, Long> view(Engine engine) {
        return new EngineView<>(engine, FORM, FORM, 0, new HitCounter());
    }
}
