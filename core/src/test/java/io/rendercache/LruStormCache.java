package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import io.rendercache.testing.SelfVerifying;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BoundedLru} in an {@link ErrorStorm}. Half of the keys belong to one thread each, which alone writes them
 * and knows what they may have; all others only read them. The other half is written by all.
 */
final class LruStormCache implements StormCache {
    private static final int MAX_VALUE = 120;
    private static final int VARIANTS = 8;
    private static final int WORKERS = 4;

    /** The state of a key that is absent, in place of its value's variant. */
    private static final int ABSENT = 255;

    /** Chains behind a bucket get long enough for the stripe to be filed anew. */
    private static final List<String> COLLIDING = Keys.colliding(64);

    private static final List<String> PATHS = Keys.paths(1_200);
    private static final Map<String, byte[][]> VALUES = values();

    private final BoundedLru<String, byte[]> cache;
    private final int maxEntries;
    private final List<String> keys = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<OneThread> threads = new ArrayList<>();
    private final AtomicLong heard = new AtomicLong();
    private final boolean hasListener;
    private final boolean hasCodec;
    private final int stripes;
    private final @Nullable Path file;
    private volatile @Nullable Throwable wronglyHeard;
    private long entriesAtClose = -1;

    /** Creates the cache, mapped to a file in the folder if that is not {@code null}. */
    LruStormCache(long seed, boolean hasListener, boolean hasCodec, @Nullable Path folder) {
        SplittableRandom random = new SplittableRandom(seed);
        this.maxEntries = new int[] {3, 16, 64, 200}[random.nextInt(4)];
        this.stripes = new int[] {1, 4, 16}[random.nextInt(3)];
        this.hasListener = hasListener;
        this.hasCodec = hasCodec;
        this.file = folder == null ? null : folder.resolve("storm-" + Long.toHexString(seed));
        int count = maxEntries * 3 / 2 + WORKERS;
        for (int i = 0; i < count; i++) {
            boolean colliding = random.nextInt(3) == 0 && i < COLLIDING.size();
            keys.add(colliding ? COLLIDING.get(i) : PATHS.get(i));
        }
        this.cache = open();
        for (int i = 0; i < WORKERS; i++) {
            OneThread thread = new OneThread(i, random.nextLong() | 1);
            threads.add(thread);
            workers.add(thread);
        }
    }

    private BoundedLru<String, byte[]> open() {
        Codec<byte[]> values = hasCodec ? new CopyingCodec() : Codecs.bytes();
        BoundedLru.Builder<String, byte[]> builder = BoundedLru.builder(Codecs.utf8(), values)
                .name("storm-cache")
                .maxEntries(maxEntries)
                .maxValueBytes(MAX_VALUE)
                .stripes(stripes);
        if (hasListener) {
            builder.listener((key, value, cause) -> {
                try {
                    SelfVerifying.check(key, value, MAX_VALUE);
                } catch (AssertionError e) {
                    wronglyHeard = e;
                }
                heard.incrementAndGet();
            });
        }
        if (file != null) {
            builder.mappedTo(file);
        }
        return builder.build();
    }

    private static Map<String, byte[][]> values() {
        Map<String, byte[][]> values = new HashMap<>();
        List<String> all = new ArrayList<>(PATHS);
        all.addAll(COLLIDING);
        for (String key : all) {
            byte[][] variants = new byte[VARIANTS][];
            for (int i = 0; i < VARIANTS; i++) {
                variants[i] = SelfVerifying.bytes(key, i, MAX_VALUE);
            }
            values.put(key, variants);
        }
        return values;
    }

    @Override
    public List<Worker> workers() {
        return workers;
    }

    @Override
    public void check() {
        checkWhatIsThere();
        Map<String, byte[]> filled = fill(keys.size(), keys.size() + 300 + 2 * maxEntries);
        checkFull(filled);
        cache.clear();
        require(cache.size() == 0, "holds " + cache.size() + " after a clear");
        checkFull(fill(0, maxEntries));
        cache.engine().validate();
        checkListener();
        entriesAtClose = cache.size();
    }

    /** Uses each key in each way, which also visits each stripe. */
    private void checkWhatIsThere() {
        Map<String, byte[]> seen = new HashMap<>();
        cache.asMap().forEach((key, value) -> {
            checkValue(key, value);
            require(seen.put(key, value) == null, "iterates twice over " + Keys.printable(key));
        });
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            byte[] value = cache.get(key);
            require((value != null) == seen.containsKey(key), "iteration and get differ over " + key);
            for (OneThread thread : threads) {
                if (thread.owns(i)) {
                    thread.checkOwned(i, value, thread.states[i]);
                }
            }
        }
        require(cache.size() == seen.size(), "iterates over " + seen.size() + " of " + cache.size() + " entries");
        require(cache.size() <= maxEntries, "holds " + cache.size() + " of at most " + maxEntries);
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            cache.put(key, VALUES.get(key)[0]);
            checkPresent(key, 0);
            cache.put(key, VALUES.get(key)[1]);
            checkPresent(key, 1);
            require(cache.remove(key), "has nothing to remove after a put of " + key);
            require(cache.get(key) == null && !cache.containsKey(key), "has still " + key + " after its removal");
            byte[] loaded = cache.get(key, asked -> VALUES.get(asked)[2]);
            require(loaded != null, "has no value that was loaded of " + key);
            checkPresent(key, 2);
        }
    }

    /** Puts so many keys and returns the last of them, as many as fit. */
    private Map<String, byte[]> fill(int from, int to) {
        Map<String, byte[]> last = new HashMap<>();
        for (int i = from; i < to; i++) {
            String key = PATHS.get(i);
            cache.put(key, VALUES.get(key)[i % VARIANTS]);
            // Not a hit: that would leave open which of the entries last put is the oldest.
            require(cache.containsKey(key), "misses what was just put of " + key);
            require(cache.size() <= maxEntries, "holds " + cache.size() + " of at most " + maxEntries);
            if (i >= to - maxEntries) {
                last.put(key, VALUES.get(key)[i % VARIANTS]);
            }
        }
        return last;
    }

    private void checkFull(Map<String, byte[]> expected) {
        if (cache.size() != maxEntries) {
            // Says more.
            cache.engine().validate();
        }
        require(cache.size() == maxEntries, "holds " + cache.size() + " when full, and not " + maxEntries);
        Map<String, byte[]> found = new HashMap<>();
        cache.asMap().forEach(found::put);
        List<String> missing = expected.keySet().stream()
                .filter(key -> !found.containsKey(key))
                .sorted()
                .toList();
        List<String> kept = found.keySet().stream()
                .filter(key -> !expected.containsKey(key))
                .sorted()
                .toList();
        require(
                missing.isEmpty() && kept.isEmpty(),
                "of " + stripes + " stripes does not hold the last " + maxEntries + " put: not " + missing.size()
                        + " like " + missing.stream().limit(1).toList() + ", but " + kept);
        expected.forEach((key, value) -> {
            byte[] got = cache.get(key);
            if (got == null || ByteBuffer.wrap(got).compareTo(ByteBuffer.wrap(value)) != 0) {
                throw new WrongValue("has not the last value of " + key);
            }
        });
    }

    private void checkPresent(String key, int variant) {
        byte[] value = cache.get(key);
        require(value != null, "misses what was just put of " + key);
        checkValue(key, value);
        if (variant(value) != variant) {
            throw new WrongValue("has variant " + variant(value) + " after a put of " + variant + " of " + key);
        }
    }

    private void checkListener() {
        if (!hasListener) {
            return;
        }
        long before = heard.get();
        cache.remove(PATHS.get(maxEntries - 1));
        Notifications.awaitDelivered(cache);
        require(heard.get() > before, "does not notify of a removal");
        Throwable wrong = wronglyHeard;
        if (wrong != null) {
            throw new WrongValue("notified of a wrong value: " + wrong);
        }
    }

    @Override
    public void close() {
        cache.close();
        try {
            cache.size();
        } catch (IllegalStateException e) {
            return;
        }
        throw new AssertionError("answers after close");
    }

    @Override
    public void checkReopened() {
        if (file == null) {
            return;
        }
        try (BoundedLru<String, byte[]> again = open()) {
            again.asMap().forEach(LruStormCache::checkValue);
            require(again.stats().discarded() == 0, "lost " + again.stats().discarded() + " entries in its file");
            require(again.size() == entriesAtClose, "found " + again.size() + " of " + entriesAtClose + " in its file");
            again.engine().validate();
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkValue(String key, byte[] value) {
        try {
            SelfVerifying.check(key, value, MAX_VALUE);
        } catch (AssertionError e) {
            throw new WrongValue(e.getMessage());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("the cache " + otherwise);
        }
    }

    /** Calls nothing. */
    private static int variant(byte[] value) {
        return value.length < SelfVerifying.MIN_BYTES
                ? -1
                : value[8] << 24 | (value[9] & 255) << 16 | (value[10] & 255) << 8 | value[11] & 255;
    }

    /** Has its buffer filled by code that is not the cache's. */
    private static final class CopyingCodec implements Codec<byte[]> {
        @Override
        public String id() {
            return "copying";
        }

        @Override
        public int encodedLength(byte[] value) {
            return value.length;
        }

        @Override
        public void encode(byte[] value, byte[] target, int offset) {
            System.arraycopy(value, 0, target, offset, value.length);
        }

        @Override
        public byte[] decode(byte[] source, int offset, int length) {
            return Arrays.copyOfRange(source, offset, offset + length);
        }
    }

    private final class OneThread implements Worker {
        private static final int SEEN = 1_024;

        private final int number;
        private long random;

        /**
         * Of each key that this thread owns, which value it has: the variant in the low 8 bits, and in the next 8 that
         * of the write under way. In one number, because the thread may be stopped between two writes.
         */
        private final int[] states = new int[keys.size()];

        private final int[] seenKeys = new int[SEEN];
        private final byte[][] seenValues = new byte[SEEN][];
        private final int[] seenStates = new int[SEEN];
        private final List<Map.Entry<String, byte[]>> iterated = new ArrayList<>();
        private int seen;

        OneThread(int number, long random) {
            this.number = number;
            this.random = random;
            for (int i = 0; i < states.length; i++) {
                states[i] = ABSENT | ABSENT << 8;
            }
        }

        boolean owns(int index) {
            return (index & 1) == 0 && (index >> 1) % WORKERS == number;
        }

        /** Calls nothing. */
        private int next(int bound) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            return (int) ((random >>> 33) % bound);
        }

        @Override
        public void operate() {
            int what = next(64);
            int index = next(keys.size());
            String key = keys.get(index);
            if (what < 16) {
                saw(index, cache.get(key), true);
            } else if (what < 18) {
                cache.containsKey(key);
            } else if (what == 18) {
                cache.size();
                cache.stats();
            } else if (what == 19) {
                if (next(4) == 0) {
                    cache.clear();
                }
            } else if (what == 20) {
                if (next(4) == 0) {
                    iterate();
                }
            } else {
                write(what - 21, index, key);
            }
        }

        private void write(int what, int index, String key) {
            int done = states[index] & 255;
            boolean isOthers = (index & 1) == 0 && !owns(index);
            boolean isOpen = (index & 1) == 0 && states[index] >>> 8 != done;
            if (isOthers || isOpen) {
                // In the second case the last write did not end, and only a look can tell whether it was done.
                saw(index, cache.get(key), true);
                return;
            }
            int variant = next(VARIANTS);
            byte[] value = VALUES.get(key)[variant];
            if (what < 20) {
                states[index] = done | variant << 8;
                cache.put(key, value);
                states[index] = variant | variant << 8;
            } else if (what < 28) {
                states[index] = done | ABSENT << 8;
                cache.remove(key);
                states[index] = ABSENT | ABSENT << 8;
            } else if (what < 36) {
                states[index] = done | variant << 8;
                Function<String, byte[]> loader = asked -> value;
                saw(index, cache.get(key, loader), true);
            } else if (what < 39) {
                states[index] = done | variant << 8;
                byte[] before = cache.asMap().putIfAbsent(key, value);
                saw(index, before == null ? value : before, true);
            } else {
                states[index] = done | variant << 8;
                byte[] before = cache.asMap().replace(key, value);
                saw(index, before, false);
                int now = before == null ? ABSENT : variant;
                states[index] = now | now << 8;
            }
        }

        /** Remembers what a key had; calls nothing. */
        private void saw(int index, byte @Nullable [] value, boolean isLast) {
            int at = seen & SEEN - 1;
            seenKeys[at] = index;
            seenValues[at] = value;
            seenStates[at] = states[index];
            seen++;
            if (isLast) {
                int now = value == null ? ABSENT : variant(value);
                states[index] = now & 255 | (now & 255) << 8;
            }
        }

        private void iterate() {
            for (Map.Entry<String, byte[]> entry : cache.asMap().entrySet()) {
                iterated.add(entry);
            }
        }

        @Override
        public void checkSeen() {
            for (int i = Math.max(0, seen - SEEN); i < seen; i++) {
                int at = i & SEEN - 1;
                int index = seenKeys[at];
                byte[] value = seenValues[at];
                if (value == null) {
                    continue;
                }
                checkValue(keys.get(index), value);
                if (owns(index)) {
                    checkOwned(index, value, seenStates[at]);
                }
            }
            seen = 0;
            iterated.forEach(entry -> checkValue(entry.getKey(), entry.getValue()));
            iterated.clear();
        }

        void checkOwned(int index, byte @Nullable [] value, int state) {
            if (value == null) {
                return;
            }
            int done = state & 255;
            int underWay = state >>> 8 & 255;
            int found = variant(value);
            if (found != done && found != underWay) {
                throw new WrongValue("key " + keys.get(index) + " has variant " + found + ", and was to have " + done
                        + " or " + underWay + "; " + ABSENT + " is none");
            }
        }
    }
}
