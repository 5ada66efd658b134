package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.lru.EngineView;
import io.rendercache.testing.RecencyModel;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thread that only looks at a cache changes nothing: the victims of another are in order, as if it were alone. */
class OnlookersTest {
    private static final int OPERATIONS = 100_000;
    private static final int ITERATIONS = 50;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A read that may have hit, or a write. */
    private record Operation(boolean write, long key, boolean hit) {}

    @ParameterizedTest(name = "{0} entries in {1} stripes")
    @CsvSource({"1000,16", "4096,64", "200,1", "16384,256"})
    void shouldEvictInOrderWhileAnotherThreadIterates(int maxEntries, int stripes) {
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        Queue<Long> evicted = new ConcurrentLinkedQueue<>();
        List<Operation> done = new ArrayList<>();
        AtomicInteger iterations = new AtomicInteger();
        AtomicBoolean written = new AtomicBoolean();
        RecencyModel<Long, Long> model;

        try (BoundedLru<Long, Long> cache = BoundedLru.builder(Codecs.int64(), Codecs.int64())
                .maxEntries(maxEntries)
                .stripes(stripes)
                .listener((key, value, cause) -> {
                    if (cause == RemovalCause.EVICTED) {
                        evicted.add(key);
                    }
                })
                .build()) {
            model = EngineView.recencyModel(cache.engine());
            new Threads()
                    .add("writer", 1, (index, run) -> {
                        while (run.goOn() && (done.size() < OPERATIONS || iterations.get() < ITERATIONS)) {
                            long key = random.nextInt(2 * maxEntries);
                            if (random.nextBoolean()) {
                                cache.put(key, key);
                                done.add(new Operation(true, key, false));
                            } else {
                                done.add(new Operation(false, key, cache.get(key) != null));
                            }
                        }
                        written.set(true);
                    })
                    .add("onlooker", 1, (index, run) -> {
                        while (run.goOn() && !written.get()) {
                            for (Map.Entry<Long, Long> entry : cache.asMap().entrySet()) {
                                assertEquals(entry.getKey(), entry.getValue());
                            }
                            iterations.incrementAndGet();
                        }
                    })
                    .runToEnd(LIMIT);
            Notifications.awaitDelivered(cache);
        }

        assertAdmissible(done, evicted.iterator(), model, "seed " + seed);
    }

    private static void assertAdmissible(
            List<Operation> done, Iterator<Long> evicted, RecencyModel<Long, Long> model, String where) {
        int victims = 0;
        List<String> wrong = new ArrayList<>();
        for (int step = 0; step < done.size(); step++) {
            Operation operation = done.get(step);
            long key = operation.key;
            if (!operation.write) {
                assertEquals(model.get(key) != null, operation.hit, where + " step " + step);
                continue;
            }
            if (!model.containsKey(key) && model.isFull()) {
                long victim = evicted.next();
                victims++;
                if (!model.isAdmissibleVictim(victim)) {
                    wrong.add("step " + step + ": " + model.describe(victim) + ", "
                            + model.certainlyOlderThan(victim).size() + " older");
                }
                model.remove(victim);
            }
            model.put(key, key);
        }
        assertTrue(
                wrong.isEmpty(),
                where + ": " + wrong.size() + " of " + victims + " victims out of turn, first "
                        + wrong.stream().findFirst());
        assertTrue(!evicted.hasNext(), where + ": more victims than inserts");
    }
}
