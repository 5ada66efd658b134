package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.internal.marshal.LongSlotCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Owners' entries against sets on the heap, also with more owners than a row of list heads has places. */
class EngineOwnersTest {
    @ParameterizedTest(name = "{0} entries in {1} stripes, {2} owners")
    @CsvSource({"50,1,3", "200,4,20", "500,8,200"})
    void shouldClearExactlyAnOwnersEntries(int maxEntries, int stripes, int owners) {
        for (long seed : List.of(3L, new Random().nextLong())) {
            run(maxEntries, stripes, owners, seed);
        }
    }

    private static void run(int maxEntries, int stripes, int owners, long seed) {
        List<Integer> evictedOwners = new ArrayList<>();
        Engine engine = Engine.builder()
                .maxEntries(maxEntries)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .stripes(stripes)
                .seed(seed)
                .owners(evictedOwners::add)
                .build();
        LongSlotCodec form = new LongSlotCodec();
        Map<Integer, EngineView<Long, Long>> views = new HashMap<>();
        Map<Integer, Set<Long>> held = new HashMap<>();
        for (int owner = 1; owner <= owners; owner++) {
            views.put(owner, new EngineView<>(engine, form, form, owner, new HitCounter()));
            held.put(owner, new HashSet<>());
        }
        SplittableRandom random = new SplittableRandom(seed);

        for (int step = 0; step < 10_000; step++) {
            int owner = 1 + random.nextInt(owners);
            EngineView<Long, Long> view = views.get(owner);
            // A key has one owner, as a job's id is part of its keys.
            long key = (long) owner << 32 | random.nextInt(maxEntries);
            int choice = random.nextInt(100);
            if (choice < 85) {
                RemovalSink departures = (entry, why) -> {
                    long gone = ByteBuffer.wrap(entry.key())
                            .order(ByteOrder.nativeOrder())
                            .getLong();
                    if (why == RemovalReason.EVICTED) {
                        held.get((int) (gone >>> 32)).remove(gone);
                    }
                };
                evictedOwners.clear();
                view.put(key, key, PutMode.ALWAYS, WriteGuard.ALWAYS, departures);
                held.get(owner).add(key);
            } else if (choice < 95) {
                assertEquals(held.get(owner).remove(key), view.remove(key, null, RemovalReason.EXPLICIT, null));
            } else {
                assertEquals(held.get(owner).size(), engine.clearOwner(owner, null), "seed " + seed);
                held.get(owner).clear();
            }
            assertEquals(held.get(owner).size(), engine.entriesOf(owner), "seed " + seed + " step " + step);
            if (step % 64 == 0) {
                engine.validate();
            }
        }
    }
}
