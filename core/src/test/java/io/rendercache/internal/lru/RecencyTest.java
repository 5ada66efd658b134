package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rendercache.internal.lru.Lockstep.Mix;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.testing.Keys;
import io.rendercache.testing.Threads;
import io.rendercache.testing.UseOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases in which a clock of its own for each stripe, or one that wraps, makes an entry look older or younger than it
 * is. Beside what each case says, {@link ModelledEngine} judges every victim.
 */
class RecencyTest {
    private static final int CACHES = 20;
    private static final int CAPACITY = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Moves of touched entries that an insert may need before it takes one of them. */
    private static final int MOVES = 512;

    private static final int DEFAULT_STRIPES = 0;
    private static final int OWNER = 7;
    private static final int THREADS = 4;

    private static EngineBuilder builder(int maxEntries, int stripes, long seed) {
        return Engine.builder()
                .maxEntries(maxEntries)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .stripes(stripes)
                .seed(seed);
    }

    private static ModelledEngine<Long> longs(int maxEntries, int stripes, long seed) {
        return ModelledEngine.ofLongs(builder(maxEntries, stripes, seed).build(), 0, "seed " + seed);
    }

    /** Returns known seeds, and a new one. */
    private static LongStream seeds(int count) {
        return LongStream.concat(LongStream.range(1, count), LongStream.of(new Random().nextLong()));
    }

    private static void putRange(ModelledEngine<Long> cache, long from, long to) {
        for (long key = from; key < to; key++) {
            cache.put(key, key);
        }
    }

    private static void putAndRemove(ModelledEngine<Long> cache, int times) {
        for (int i = 0; i < times; i++) {
            cache.put(-1L, i);
            cache.remove(-1L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {DEFAULT_STRIPES, 1, 4, 32})
    void shouldNeverEvictAKeyThatIsReadBeforeEachInsertOfOneHashCode(int stripes) {
        List<String> keys = Keys.colliding(3 * CAPACITY);
        seeds(CACHES).forEach(seed -> {
            Engine engine = builder(CAPACITY, stripes, seed).maxKeyBytes(32).build();
            ModelledEngine<String> cache = ModelledEngine.ofStrings(engine, "seed " + seed);
            cache.put("hot", 1);

            for (int i = 0; i < keys.size(); i++) {
                assertEquals(1L, cache.get("hot"), "seed " + seed + ", insert " + i);
                cache.put(keys.get(i), i);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {DEFAULT_STRIPES, 1, 2, 4, 8, 16, 32, 64})
    void shouldEvictTheEntryReadLastAfterAllOthersButForTheGrain(int stripes) {
        seeds(CACHES).forEach(seed -> {
            ModelledEngine<Long> cache = longs(CAPACITY, stripes, seed);
            putRange(cache, 0, CAPACITY);
            cache.get(0L);

            int inserts = 0;
            while (cache.contains(0L)) {
                cache.put((long) CAPACITY + inserts++, 0);
            }

            long left = LongStream.range(1, CAPACITY).filter(cache::contains).count();
            assertTrue(left <= cache.grain(), "seed " + seed + ": " + left + " used earlier are left");
            assertTrue(inserts < CAPACITY + cache.grain(), "seed " + seed + ": after " + inserts);
        });
    }

    /** With one cache of so many entries that 64 stripes have the grain that their number allows. */
    @ParameterizedTest
    @ValueSource(ints = {64, 256})
    void shouldEvictTheEntryReadLastAfterAllOthersInALargerCache(int stripes) {
        int capacity = 16 * stripes;
        seeds(3).forEach(seed -> {
            ModelledEngine<Long> cache = longs(capacity, stripes, seed);
            putRange(cache, 0, capacity);
            cache.get(0L);

            long next = capacity;
            while (cache.contains(0L)) {
                cache.put(next++, 0);
            }

            long left = LongStream.range(1, capacity).filter(cache::contains).count();
            assertTrue(left <= cache.grain(), "seed " + seed + ": " + left + " used earlier are left");
        });
    }

    @ParameterizedTest(name = "{0} more, {1} put and removed before the read, {2} behind it")
    @CsvSource({
        "0,0,0",
        "1,0,0",
        "10,0,0",
        "50,0,0",
        "97,0,0",
        "0,1,0",
        "0,98,0",
        "10,99,0",
        "10,104,0",
        "50,105,0",
        "50,200,0",
        "10,1000,0",
        "10,20000,0",
        "0,0,1",
        "0,0,98",
        "10,0,99",
        "10,0,104",
        "50,0,105",
        "50,0,200",
        "10,0,1000",
        "10,0,20000",
        "10,50,50",
        "10,100,100",
        "10,110,110",
        "50,1000,1000",
        "97,1000,1000",
        "10,127,1",
        "10,128,1",
        "10,129,1",
        "10,1,127",
        "10,1,128",
        "10,1,129"
    })
    void shouldEvictTheOneOfTwoThatWasNotRead(int more, int before, int behind) {
        seeds(3).forEach(seed -> {
            ModelledEngine<Long> cache = longs(100, 1, seed);
            putRange(cache, 0, 2 + more);
            putAndRemove(cache, before);
            cache.get(0L);
            putAndRemove(cache, behind);

            long next = 2 + more;
            while (cache.contains(0L) && cache.contains(1L)) {
                cache.put(next++, 0);
            }

            assertTrue(cache.contains(0L), "seed " + seed + ": the entry that was read went first");
        });
    }

    @Test
    void shouldTakeAnOverwrittenEntryForTheNewestOfTwo() {
        seeds(CACHES).forEach(seed -> {
            ModelledEngine<Long> cache = longs(2, DEFAULT_STRIPES, seed);
            cache.put(1L, 0);
            cache.put(2L, 0);
            cache.put(1L, 1);
            cache.put(2L, 1);

            assertEquals(1L, cache.put(3L, 0), "seed " + seed);
        });
    }

    @ParameterizedTest
    @CsvSource({"10,1", "100,1", "100,4", "1000,0", "1000,1", "1000,32", "4096,256"})
    void shouldEvictInTheOrderOfOverwrites(int maxEntries, int stripes) {
        seeds(3).forEach(seed -> {
            ModelledEngine<Long> cache = longs(maxEntries, stripes, seed);
            putRange(cache, 0, maxEntries);
            List<Long> overwritten =
                    new ArrayList<>(LongStream.range(0, maxEntries).boxed().toList());
            for (int round = 0; round < 3; round++) {
                Collections.shuffle(overwritten, new Random(seed + round));
                overwritten.forEach(key -> cache.put(key, 1));
            }

            List<Long> evicted = new ArrayList<>();
            for (long key = 0; key < maxEntries; key++) {
                evicted.add(cache.put(maxEntries + key, 0));
            }

            assertEquals(overwritten, evicted, "seed " + seed);
        });
    }

    /** Also of an owner without entries: its list is looked for in every stripe. */
    @ParameterizedTest
    @CsvSource({"1000,0,7", "1000,0,8", "2000,32,7", "200,1,7"})
    void shouldEvictInOrderWhileAnotherThreadCountsAnOwnersEntries(int maxEntries, int stripes, int counted) {
        long seed = new Random().nextLong();
        Engine engine = builder(maxEntries, stripes, seed).owners(owner -> {}).build();
        ModelledEngine<Long> cache = ModelledEngine.ofLongs(engine, OWNER, "seed " + seed);
        AtomicInteger counts = new AtomicInteger();
        SplittableRandom random = new SplittableRandom(seed);

        new Threads()
                .add("writer", 1, (index, run) -> {
                    for (int i = 0; i < 100_000 || counts.get() < 200; i++) {
                        long key = random.nextInt(2 * maxEntries);
                        if (random.nextBoolean()) {
                            cache.get(key);
                        } else {
                            cache.put(key, i);
                        }
                    }
                    counts.set(-1);
                })
                .add("onlooker", 1, (index, run) -> {
                    while (run.goOn() && counts.get() >= 0) {
                        engine.entriesOf(counted);
                        int count = counts.get();
                        counts.compareAndSet(count, count < 0 ? count : count + 1);
                    }
                })
                .runToEnd(LIMIT);

        engine.validate();
    }

    static Stream<Arguments> capacitiesAndStripes() {
        return IntStream.of(10, 30, 100, 1_000, 4_096, 65_536)
                .boxed()
                .flatMap(capacity -> IntStream.of(1, 4, 16, 64, 256, 1_024)
                        .filter(stripes -> stripes == 1 || 16 * stripes <= capacity)
                        .mapToObj(stripes -> arguments(capacity, stripes)));
    }

    /** The ranks of victims in textbook LRU; 0 is the rank of the right one. */
    private static final class Ranks {
        private long count;
        private long sum;
        private int worst;

        private void add(int rank) {
            count++;
            sum += rank;
            worst = Math.max(worst, rank);
        }

        @Override
        public String toString() {
            return "of " + count + " victims the mean rank is " + (double) sum / count + ", the worst " + worst;
        }
    }

    @ParameterizedTest(name = "{0} entries in {1} stripes")
    @MethodSource("capacitiesAndStripes")
    void shouldEvictNearTheOldestOfTextbookLru(int capacity, int stripes) {
        int steps = Math.max(50_000, 12 * capacity);
        seeds(2).forEach(seed -> {
            LongSlotCodec codec = new LongSlotCodec();
            Engine engine = builder(capacity, stripes, seed).build();
            EngineView<Long, Long> view = new EngineView<>(engine, codec, codec, 0, new HitCounter());
            UseOrder order = new UseOrder(2 * capacity, steps);
            Ranks ranks = new Ranks();
            RemovalSink removals = (entry, why) -> {
                if (why == RemovalReason.EVICTED) {
                    int victim = (int) ModelledEngine.longKey(entry.key());
                    ranks.add(order.rank(victim));
                    order.remove(victim);
                }
            };
            SplittableRandom random = new SplittableRandom(seed);

            for (long i = 0; i < steps; i++) {
                long key = random.nextInt(2 * capacity);
                if (random.nextBoolean()) {
                    view.put(key, i, PutMode.ALWAYS, WriteGuard.ALWAYS, removals);
                    order.use((int) key);
                } else if (view.get(key, codec) != null) {
                    order.use((int) key);
                }
            }

            String where = "seed " + seed + ": " + ranks;
            assertTrue(ranks.count > capacity, where);
            assertTrue(ranks.sum <= 0.01 * capacity * ranks.count, where);
            assertTrue(ranks.worst <= Math.max(3, 0.05 * capacity), where);
        });
    }

    @ParameterizedTest
    @CsvSource({"2000,1", "2000,16", "2000,64", "10000,0", "65536,1024"})
    void shouldEvictTheOldestThatWasNotReadWithinTheBoundOfMoves(int maxEntries, int stripes) {
        seeds(3).forEach(seed -> {
            ModelledEngine<Long> cache = longs(maxEntries, stripes, seed);
            putRange(cache, 0, maxEntries);
            for (long key = 0; key < MOVES - 12; key++) {
                cache.get(key);
            }

            assertEquals(MOVES - 12L, cache.put(-1L, 0), "seed " + seed);
            assertEquals(MOVES - 11L, cache.put(-2L, 0), "seed " + seed);
        });
    }

    /** By then each insert has moved its share of the entries that were read, so the order is right again. */
    @ParameterizedTest
    @ValueSource(ints = {DEFAULT_STRIPES, 1, 256})
    void shouldEvictWhatWasNotReadSoonAfterHalfOfAMillionEntriesWere(int stripes) {
        int capacity = 1_000_000;
        int read = capacity / 2;
        int inserts = read / MOVES + 24;
        seeds(1).forEach(seed -> {
            Engine engine = builder(capacity, stripes, seed).build();
            LongSlotCodec codec = new LongSlotCodec();
            EngineView<Long, Long> view = new EngineView<>(engine, codec, codec, 0, new HitCounter());
            List<Long> evicted = new ArrayList<>();
            RemovalSink removals = (entry, why) -> evicted.add(ModelledEngine.longKey(entry.key()));
            for (long key = 0; key < capacity; key++) {
                view.put(key, key, PutMode.ALWAYS, WriteGuard.ALWAYS, removals);
            }
            for (long key = 0; key < read; key++) {
                assertEquals(key, view.get(key, codec));
            }
            assertEquals(List.of(), evicted, "seed " + seed);

            for (long key = 0; key < inserts + 1_000; key++) {
                view.put(capacity + key, 0L, PutMode.ALWAYS, WriteGuard.ALWAYS, removals);
            }

            long untouched = evicted.subList(0, inserts).stream()
                    .filter(key -> key >= read)
                    .count();
            List<Long> right = LongStream.range(read + untouched, read + untouched + 1_000)
                    .boxed()
                    .toList();
            assertEquals(right, evicted.subList(inserts, inserts + 1_000), "seed " + seed);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {DEFAULT_STRIPES, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024})
    void shouldEvictExactlyTheFirstTenAtEveryStripeCount(int stripes) {
        int capacity = 16_384;
        seeds(2).forEach(seed -> {
            ModelledEngine<Long> cache = longs(capacity, stripes, seed);

            putRange(cache, 0, capacity);
            for (long key = 0; key < 10; key++) {
                assertEquals(key, cache.put(capacity + key, 0), "seed " + seed);
            }

            cache.engine().validate();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {DEFAULT_STRIPES, 1, 4, 16, 64, 256})
    void shouldEvictExactlyTheFirstTenOfCollidingKeys(int stripes) {
        int capacity = 4_096;
        seeds(2).forEach(seed -> {
            Engine engine = builder(capacity, stripes, seed).build();
            ModelledEngine<Long> cache = ModelledEngine.of(engine, HashedLongs.colliding(1), 0, "seed " + seed);

            putRange(cache, 0, capacity);
            for (long key = 0; key < 10; key++) {
                assertEquals(key, cache.put(capacity + key, 0), "seed " + seed);
            }

            engine.validate();
        });
    }

    @ParameterizedTest(name = "{0} entries in {1} stripes, up to {2} inserts a turn")
    @CsvSource({"1000,0,1", "1000,1,1", "1000,32,1", "1000,32,5", "16384,1,200", "16384,64,200", "16384,1024,200"})
    void shouldEvictInOrderWhenThreadsTakeTurns(int capacity, int stripes, int mostInserts) throws Exception {
        long seed = new Random().nextLong();
        ModelledEngine<Long> cache = longs(capacity, stripes, seed);
        takeTurns(cache, capacity, mostInserts, seed, List.of());
    }

    /** What threads noted while they wrote at once must not make their later inserts inexact. */
    @ParameterizedTest(name = "{0} entries in {1} stripes, up to {2} inserts a turn")
    @CsvSource({"40,1,1", "40,8,1", "100,32,5", "1000,0,1", "1000,1,1", "16384,1024,20"})
    void shouldEvictInOrderWhenThreadsTakeTurnsThatWroteAtOnceBefore(int capacity, int stripes, int mostInserts)
            throws Exception {
        for (int round = 0; round < Math.max(1, 4_000 / capacity); round++) {
            long seed = new Random().nextLong();
            ModelledEngine<Long> cache = longs(capacity, stripes, seed);
            EngineView<Long, Long> view =
                    new EngineView<>(cache.engine(), new LongSlotCodec(), new LongSlotCodec(), 0, new HitCounter());
            CyclicBarrier atOnce = new CyclicBarrier(THREADS);
            List<Callable<Void>> before = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                long first = (thread + 1L) << 40;
                before.add(() -> {
                    atOnce.await();
                    for (long key = first; key < first + 2_000; key++) {
                        view.put(key, key, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
                    }
                    return null;
                });
            }
            takeTurns(cache, capacity, mostInserts, seed, before);
        }
    }

    /** Lets threads do that at once, and then take turns to fill the cache and to have each entry evicted. */
    private static void takeTurns(
            ModelledEngine<Long> cache, int capacity, int mostInserts, long seed, List<Callable<Void>> before)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<ExecutorService> threads = Stream.generate(Executors::newSingleThreadExecutor)
                .limit(THREADS)
                .toList();
        try {
            List<Future<Void>> started = new ArrayList<>();
            for (int i = 0; i < before.size(); i++) {
                started.add(threads.get(i).submit(before.get(i)));
            }
            for (Future<Void> one : started) {
                one.get(20, TimeUnit.SECONDS);
            }
            cache.clear();
            AtomicInteger next = new AtomicInteger();
            while (next.get() < 2 * capacity) {
                int inserts = 1 + random.nextInt(mostInserts);
                threads.get(random.nextInt(threads.size()))
                        .submit(() -> {
                            for (int i = 0; i < inserts; i++) {
                                long key = next.getAndIncrement();
                                assertEquals(key < capacity ? null : key - capacity, cache.put(key, 0), "seed " + seed);
                            }
                        })
                        .get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.forEach(ExecutorService::shutdownNow);
        }
        cache.engine().validate();
    }

    static Stream<Arguments> numbersBeforeEachWrap() {
        return LongStream.of(1L << 30, 1L << 31, 3L << 30, 1L << 32, 3L << 31, 1L << 33, 5L << 32, 1L << 40)
                .boxed()
                .flatMap(wrap -> IntStream.of(1, 5, 130, 700, 3_000).mapToObj(before -> arguments(wrap, before)));
    }

    @ParameterizedTest(name = "{1} writes before {0}")
    @MethodSource("numbersBeforeEachWrap")
    void shouldEvictInOrderWhenTheClockWraps(long wrap, int before) {
        long now = wrap - before;
        seeds(2).forEach(seed -> {
            for (int stripes : new int[] {1, 8}) {
                for (Mix mix : Mix.values()) {
                    Lockstep lockstep = new Lockstep(
                            run -> builder(128, stripes, seed).firstNumber(now).build(), new LongSlotCodec());

                    lockstep.run(
                            "seed " + seed + ", " + stripes + " stripes, " + mix,
                            Lockstep.operations(4 * before + 1_000, 200, mix, 0, new SplittableRandom(seed)));
                }
            }
        });
    }

    @ParameterizedTest(name = "{1} writes before {0}")
    @MethodSource("numbersBeforeEachWrap")
    void shouldEvictExactlyTheFirstTenWhenTheClockWraps(long wrap, int before) {
        long now = wrap - before;
        seeds(2).forEach(seed -> {
            Engine engine =
                    builder(CAPACITY, DEFAULT_STRIPES, seed).firstNumber(now).build();
            ModelledEngine<Long> cache = ModelledEngine.ofLongs(engine, 0, "seed " + seed);

            putRange(cache, 0, CAPACITY);

            for (long key = 0; key < 10; key++) {
                assertEquals(key, cache.put(CAPACITY + key, 0), "seed " + seed);
            }
            assertFalse(cache.contains(9L));
            assertTrue(cache.contains(10L));
        });
    }

    /**
     * Idle are ten entries that were only put, ten that were read and ten that were overwritten. The clock jumps, and
     * between two jumps there are as many writes as the sweep of stamps takes to go round.
     */
    @ParameterizedTest(name = "{0} stripes, {1} times 2^29 writes")
    @CsvSource({
        "1,1", "1,2", "1,3", "1,4", "1,5", "1,7", "1,8", "1,9", "1,12", "1,16", "1,17", "1,24", "1,33", "4,1", "4,2",
        "4,4", "4,7", "4,8", "4,9", "4,16", "4,17", "4,33"
    })
    void shouldEvictIdleEntriesFirstHoweverLongTheyWereIdle(int stripes, int jumps) {
        int capacity = 128;
        int idle = 30;
        seeds(5).forEach(seed -> {
            Engine engine = builder(capacity, stripes, seed).build();
            LongSlotCodec codec = new LongSlotCodec();
            EngineView<Long, Long> view = new EngineView<>(engine, codec, codec, 0, new HitCounter());
            List<Long> evicted = new ArrayList<>();
            RemovalSink removals = (entry, why) -> {
                if (why == RemovalReason.EVICTED) {
                    evicted.add(ModelledEngine.longKey(entry.key()));
                }
            };
            LongConsumer put = key -> view.put(key, key, PutMode.ALWAYS, WriteGuard.ALWAYS, removals);
            LongStream.range(0, idle + 10).forEach(put);
            LongStream.range(10, 20).forEach(key -> view.get(key, codec));
            LongStream.range(20, 30).forEach(put);

            for (int jump = 0; jump < jumps; jump++) {
                engine.stripes().clock.start(engine.stripes().clock.number() + (1L << 29));
                for (int i = 0; i < 20 * capacity; i++) {
                    // Keys 30 to 34 are written, 35 to 39 are read, and others come and go.
                    put.accept(30 + i % 5);
                    view.get(35L + i % 5, codec);
                    put.accept(1_000);
                    view.remove(1_000L, null, RemovalReason.EXPLICIT, null);
                }
                engine.validate();
            }
            LongStream.range(2_000, 2_000 + capacity - 10).forEach(put);

            List<Long> sorted = evicted.stream().sorted().toList();
            assertEquals(LongStream.range(0, idle).boxed().toList(), sorted, "seed " + seed + ": " + evicted);
            if (stripes == 1 || jumps < 4) {
                // The order of entries of several stripes is known for 2^31 writes.
                assertEquals(
                        LongStream.range(0, 10).boxed().toList(),
                        evicted.stream().filter(key -> key < 10).toList(),
                        "seed " + seed);
            }
        });
    }

    @ParameterizedTest(name = "{0} stripes, {1} times 2^29 writes")
    @CsvSource({"1,1", "1,2", "1,4", "1,7", "1,8", "1,9", "1,17", "4,1", "4,2", "4,3"})
    void shouldTakeAnIdleEntryForTheNewestOnceItIsRead(int stripes, int jumps) {
        int capacity = 128;
        seeds(5).forEach(seed -> {
            ModelledEngine<Long> cache = longs(capacity, stripes, seed);
            putRange(cache, 0, capacity);
            RecencyClock clock = cache.engine().stripes().clock;
            for (int jump = 0; jump < jumps; jump++) {
                clock.start(clock.number() + (1L << 29));
                cache.model().advanceTo(clock.number());
                for (int i = 0; i < 20 * capacity; i++) {
                    cache.put((long) capacity - 1, i);
                }
            }

            cache.get(5L);

            for (long key = 0; key < capacity - 2; key++) {
                cache.put(capacity + key, 0);
                assertTrue(cache.contains(5L), "seed " + seed + ", insert " + key);
            }
        });
    }
}
