package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.marshal.BytesSlotCodec;
import io.rendercache.testing.SelfVerifying;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever stands in slots and order: an entry has the value that it had or is a counted loss, and the engine is sound.
 */
class MappedDamageTest {
    private static final int ENTRIES = 64;
    private static final int MAX_VALUE = 100;
    private static final int OPENINGS = 250;
    private static final int FLIPS = 8;
    private static final BytesSlotCodec FORM = new BytesSlotCodec();

    @TempDir
    Path folder;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final byte[][] values = new byte[ENTRIES][];
    private Path file;

    @BeforeEach
    void fill() throws IOException {
        file = folder.resolve("cache");
        try (Open open = new Open()) {
            open.fill();
        }
    }

    @Test
    void shouldCountEachEntryThatBitsWereFlippedIn() throws IOException {
        long lost = 0;
        for (int i = 0; i < OPENINGS; i++) {
            try (DamagedFile damaged = new DamagedFile(file)) {
                for (int flip = 0; flip < FLIPS; flip++) {
                    int bits = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
                    damaged.flip(random.nextInt(ENTRIES * damaged.slotBytes()), bits);
                }
            }

            try (Open open = new Open()) {
                long lostNow = open.check();
                assertEquals(lostNow, open.engine.discarded(), where(i));
                assertEquals(ENTRIES - lostNow, open.engine.recovered(), where(i));
                lost += lostNow;
                open.fill();
            }
        }
        assertTrue(lost > OPENINGS, where(0));
    }

    @Test
    void shouldCountEntryWhoseVersionHasOneBitFlipped() throws IOException {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            try (DamagedFile damaged = new DamagedFile(file)) {
                damaged.flip((ENTRIES - 1) * damaged.slotBytes() + bit / 8, 1 << bit % 8);
            }

            try (Open open = new Open()) {
                assertEquals(open.check(), open.engine.discarded(), where(bit));
                open.fill();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -2, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, 1L << 62, (1L << 62) - 2})
    void shouldLoseNothingMoreAfterAVersionNobodyWrote(long version) throws IOException {
        try (DamagedFile damaged = new DamagedFile(file)) {
            for (int slot = 0; slot < ENTRIES; slot += 2) {
                damaged.version(slot, version);
            }
        }

        try (Open open = new Open()) {
            assertEquals(open.check(), open.engine.discarded(), where(0));
            open.fill();
            open.fill();
        }

        try (Open open = new Open()) {
            assertEquals(0, open.check(), where(0));
            assertEquals(0, open.engine.discarded(), where(0));
        }
    }

    @Test
    void shouldKeepAllEntriesWhateverTheOrderSays() throws IOException {
        for (int i = 0; i < OPENINGS; i++) {
            try (DamagedFile damaged = new DamagedFile(file)) {
                byte[] bytes = new byte[i == 0 ? damaged.clockBytes() : 1 + random.nextInt(damaged.clockBytes())];
                random.nextBytes(bytes);
                damaged.clock(random.nextInt(damaged.clockBytes() - bytes.length + 1), bytes);
            }

            try (Open open = new Open()) {
                assertEquals(0, open.check(), where(i));
                assertEquals(0, open.engine.discarded(), where(i));
                for (int other = 0; other < 3 * ENTRIES; other++) {
                    open.put(ENTRIES + random.nextInt(10 * ENTRIES), random.nextInt());
                    assertEquals(ENTRIES, open.engine.size(), where(i));
                }
                open.engine.validate();
                open.engine.clear(null);
                open.fill();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldStartAnewWhereAllSlotsAreGarbage(boolean isRandom) throws IOException {
        for (int fill = 0; fill < 256; fill += isRandom ? 32 : 1) {
            try (DamagedFile damaged = new DamagedFile(file)) {
                byte[] bytes = new byte[damaged.slotBytes()];
                for (int slot = 0; slot < ENTRIES; slot++) {
                    Arrays.fill(bytes, (byte) fill);
                    if (isRandom) {
                        random.nextBytes(bytes);
                    }
                    damaged.slot(slot, bytes);
                }
            }

            try (Open open = new Open()) {
                assertEquals(ENTRIES, open.check(), where(fill));
                assertEquals(fill == 0 && !isRandom ? 0 : ENTRIES, open.engine.discarded(), where(fill));
                assertEquals(0, open.engine.size(), where(fill));
                open.fill();
                assertEquals(0, open.check(), where(fill));
            }
            try (Open open = new Open()) {
                assertEquals(0, open.check(), where(fill));
            }
        }
    }

    @Test
    void shouldKeepOneOfTwoSlotsOfOneKey() throws IOException {
        for (int i = 0; i < OPENINGS; i++) {
            int from = random.nextInt(ENTRIES);
            int to = (from + 1 + random.nextInt(ENTRIES - 1)) % ENTRIES;
            try (DamagedFile damaged = new DamagedFile(file)) {
                damaged.slot(to, damaged.slot(from));
            }

            try (Open open = new Open()) {
                assertEquals(1, open.check(), where(i));
                assertEquals(ENTRIES - 1, open.engine.size(), where(i));
                assertEquals(1, open.engine.discarded(), where(i));
                open.fill();
                assertEquals(0, open.check(), where(i));
            }
        }
    }

    @Test
    void shouldCountATornEntryOfNoBytes() throws IOException {
        file = folder.resolve("other");
        try (Open open = new Open()) {
            open.view.put(new byte[0], new byte[0], PutMode.ALWAYS, WriteGuard.ALWAYS, null);
        }
        try (DamagedFile damaged = new DamagedFile(file)) {
            damaged.version(0, 3);
        }

        try (Open open = new Open()) {
            assertEquals(0, open.engine.size());
            assertEquals(1, open.engine.discarded());
        }
    }

    private String where(int step) {
        return "seed " + seed + " step " + step;
    }

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(StandardCharsets.US_ASCII);
    }

    /** The file, open; with entries for keys 0 to ENTRIES - 1 if it was filled. */
    private final class Open implements AutoCloseable {
        private final Engine engine;
        private final EngineView<byte[], byte[]> view;

        Open() throws IOException {
            engine = Engine.builder()
                    .maxEntries(ENTRIES)
                    .maxKeyBytes(32)
                    .maxValueBytes(MAX_VALUE)
                    .stripes(4)
                    .open(new FileMapping(file, false, "bytes", "bytes", MAX_VALUE, 0, FORM::storedHash));
            view = new EngineView<>(engine, FORM, FORM, 0, new HitCounter());
        }

        /** Puts all keys, some of them twice. */
        void fill() {
            for (int number = 0; number < ENTRIES; number++) {
                values[number] = put(number, random.nextInt());
                if (random.nextInt(4) == 0) {
                    values[number] = put(number, random.nextInt());
                }
            }
            assertEquals(ENTRIES, engine.size(), where(0));
        }

        byte[] put(int number, int variant) {
            byte[] value = SelfVerifying.bytes("key-" + number, variant, MAX_VALUE);
            view.put(key(number), value, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
            return value;
        }

        /** Returns how many of the keys are gone; those that are there have their values. */
        int check() {
            engine.validate();
            int gone = 0;
            for (int number = 0; number < ENTRIES; number++) {
                byte[] found = view.copy(key(number), FORM, false);
                if (found == null) {
                    gone++;
                } else {
                    assertArrayEquals(values[number], found, where(number));
                }
            }
            return gone;
        }

        @Override
        public void close() throws IOException {
            engine.validate();
            engine.close();
        }
    }
}
