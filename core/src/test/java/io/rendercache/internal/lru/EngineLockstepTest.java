package io.rendercache.internal.lru;

import io.rendercache.internal.lru.Lockstep.Mix;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.testing.Rounds;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The engine beside a model of its recency: each answer must be the same, and each victim one that the model admits.
 */
class EngineLockstepTest {
    private static final int OPERATIONS = 12_000;

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
        "4096,256,6000,MIXED",
        "1,1,3,EVERY_KIND",
        "3,1,8,EVERY_KIND",
        "64,4,100,EVERY_KIND",
        "300,16,400,EVERY_KIND",
        "2000,1,3000,EVERY_KIND",
        "2,1,5,CHURN",
        "64,1,90,CHURN",
        "100,1,120,CHURN",
        "1000,1,1100,CHURN",
        "1000,16,1100,CHURN",
        "1,1,2,OVERWRITES",
        "10,1,20,OVERWRITES",
        "100,1,150,OVERWRITES",
        "500,32,700,OVERWRITES",
        "1000,1,1100,OVERWRITES",
        "64,4,80,HITS",
        "1000,1,1100,HITS",
        "1000,64,1100,HITS",
    })
    void shouldEvictAsTheModelDoes(int maxEntries, int stripes, int keys, Mix mix) {
        run(maxEntries, stripes, keys, mix, new LongSlotCodec());
    }

    /** Stripes become crowded meanwhile, and their keys are filed by strong hashes. */
    @ParameterizedTest(name = "{0} entries in {1} stripes, {2} keys of {4} hashes, {3}")
    @CsvSource({
        "100,1,150,MIXED,1",
        "100,4,150,MIXED,1",
        "1000,32,1500,MIXED,1",
        "1000,32,1500,MIXED,7",
        "1000,32,1500,EVERY_KIND,40",
        "1024,64,1200,CHURN,1",
        "500,16,700,OVERWRITES,3",
    })
    void shouldEvictAsTheModelDoesThoughKeysCollide(int maxEntries, int stripes, int keys, Mix mix, int hashes) {
        run(maxEntries, stripes, keys, mix, HashedLongs.colliding(hashes));
    }

    /** The other stripes seldom notice how the clock advances. */
    @ParameterizedTest(name = "{0} entries in {1} stripes, {2} keys, {3}")
    @CsvSource({
        "64,2,90,OVERWRITES",
        "200,4,260,OVERWRITES",
        "1000,2,1300,OVERWRITES",
        "1000,32,1300,OVERWRITES",
        "1000,32,1100,HITS",
    })
    void shouldEvictAsTheModelDoesThoughMostWritesAreOfOneStripe(int maxEntries, int stripes, int keys, Mix mix) {
        run(maxEntries, stripes, keys, mix, HashedLongs.crowdingStripe0(keys / 10));
    }

    private static void run(int maxEntries, int stripes, int keys, Mix mix, KeySlotCodec<Long> codec) {
        for (long seed : List.of(1L, new Random().nextLong())) {
            Lockstep lockstep = new Lockstep(
                    run -> Engine.builder()
                            .maxEntries(maxEntries)
                            .maxKeyBytes(8)
                            .maxValueBytes(8)
                            .stripes(stripes)
                            .seed(seed)
                            .maxSegmentBytes(4096)
                            .build(),
                    codec);
            int count = Math.max(Rounds.of(OPERATIONS), 10 * maxEntries);

            lockstep.run("seed " + seed, Lockstep.operations(count, keys, mix, 0, new SplittableRandom(seed)));
        }
    }
}
