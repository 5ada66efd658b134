package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.internal.lru.Lockstep.Mix;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A mapped engine that is closed and opened again all the time, beside a model that is not: each answer is the same.
 */
class MappedEngineLockstepTest {
    private static final int OPERATIONS = 12_000;
    private static final int OPENED_EVERY = 200;
    private static final LongSlotCodec FORM = new LongSlotCodec();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} entries in {1} stripes, {2} keys, {3}")
    @CsvSource({
        "1,1,3,MIXED",
        "2,1,5,MIXED",
        "10,1,15,MIXED",
        "64,4,100,MIXED",
        "100,16,150,MIXED",
        "200,2,230,MIXED",
        "1000,8,1500,MIXED",
        "1000,1,1100,MIXED",
        "1024,64,2000,MIXED",
        "64,4,100,EVERY_KIND",
        "300,16,400,EVERY_KIND",
        "100,1,120,CHURN",
        "1000,16,1100,CHURN",
        "10,1,20,OVERWRITES",
        "500,32,700,OVERWRITES",
        "64,4,80,HITS",
        "1000,64,1100,HITS",
    })
    void shouldEvictAsIfItHadNeverBeenClosed(int maxEntries, int stripes, int keys, Mix mix) {
        for (long seed : List.of(1L, new Random().nextLong())) {
            Lockstep lockstep =
                    new Lockstep(run -> open(folder.resolve("cache-" + seed + "-" + run), maxEntries, stripes), FORM);

            lockstep.run(
                    "seed " + seed,
                    Lockstep.operations(Rounds.of(OPERATIONS), keys, mix, OPENED_EVERY, new SplittableRandom(seed)));
        }
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
