package io.rendercache;

import io.rendercache.internal.load.SingleFlight;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.HitCounter;
import io.rendercache.internal.lru.PutMode;
import io.rendercache.internal.lru.WriteGuard;
import io.rendercache.internal.marshal.CodecAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BoundedLru} and its map view do to entries: checks what the caller gives, keeps to the limits, loads each
 * key once at a time, and lets go of the contents when the cache is closed. Safe for any number of threads.
 */
final class Entries<K, V> {
    private final String name;
    private final Limits limits;
    private final CodecAdapter<K, Object, Object> keys;
    private final CodecAdapter<V, Object, Object> values;
    private final HitCounter tally = new HitCounter();
    private final LoadCounts counts;
    private final SingleFlight<V> flights = new SingleFlight<>();
    private volatile @Nullable Contents<K, V> contents;

    /** What a loader answers, and whether it may be kept. */
    record Answer<V>(@Nullable V value, boolean keep) {}

    Entries(BoundedLru.Builder<K, V> builder) {
        // Says which flag is missing before any class is initialised that would fail without it.
        Engine.requireFlags();
        CacheOpening<K, V> opening = CacheOpening.of(builder);
        this.name = opening.name();
        this.counts = new LoadCounts(name);
        this.limits = opening.limits();
        this.keys = opening.keys();
        this.values = opening.values();
        this.contents = opening.open(builder, tally);
    }

    /** See {@link BoundedLru#get(Object)}. */
    @Nullable
    V get(K key) {
        Contents<K, V> now = contents();
        Object carried = keys.open(Objects.requireNonNull(key, "key"));
        try {
            V value = now.get(carried);
            if (value == null) {
                refuseWithoutForm(carried);
            }
            return value;
        } finally {
            keys.close(carried);
        }
    }

    /** See {@link BoundedLru#get(Object, Function)}. */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        return load(key, asked -> new Answer<>(loader.apply(asked), true));
    }

    /** The same for a loader that also says whether its answer may be kept. */
    @Nullable
    V load(K key, Function<? super K, Answer<V>> loader) {
        V value = get(key);
        if (value != null) {
            return value;
        }
        Audience<K, V> audience = contents().audience();
        Announcements.Turn turn = audience.beginTurn();
        try {
            return loadOrWait(key, loader, audience);
        } finally {
            audience.endTurn(turn);
        }
    }

    private @Nullable V loadOrWait(K key, Function<? super K, Answer<V>> loader, Audience<K, V> audience) {
        Object carried = keys.open(key);
        try {
            return flights.run(keys.identity(carried), load -> {
                V present = contents().peek(carried, true);
                return present != null ? present : load(key, carried, loader, load, audience);
            });
        } finally {
            keys.close(carried);
        }
    }

    /** See {@link BoundedLru#containsKey}. */
    boolean containsKey(K key) {
        Contents<K, V> now = contents();
        Object carried = keys.open(Objects.requireNonNull(key, "key"));
        try {
            return now.contains(carried) || refuseWithoutForm(carried);
        } finally {
            keys.close(carried);
        }
    }

    /** See {@link BoundedLru#clear}. */
    void clear() {
        Contents<K, V> now = contents();
        flights.overtakeAll();
        now.clear();
    }

    CacheStats stats() {
        Contents<K, V> now = contents();
        return counts.stats(now.engine(), now.holdings(), tally.hits(), tally.misses());
    }

    /** See {@link BoundedLru#flush}. */
    void flush() {
        contents().flush(name);
    }

    boolean isClosed() {
        return contents == null;
    }

    /** See {@link BoundedLru#close}. */
    synchronized void close() {
        Contents<K, V> last = contents;
        contents = null;
        if (last != null) {
            flights.overtakeAll();
            last.close(name);
        }
    }

    /** Writes as the mode says; {@code seen} is shown the value that was overwritten. */
    boolean write(K key, V value, PutMode mode, @Nullable Consumer<? super V> seen) {
        Contents<K, V> now = contents();
        Announcements.Turn turn = now.audience().beginTurn();
        try {
            return write(now, key, value, mode, seen);
        } finally {
            now.audience().endTurn(turn);
        }
    }

    private boolean write(Contents<K, V> now, K key, V value, PutMode mode, @Nullable Consumer<? super V> seen) {
        Object carriedKey = keys.open(Objects.requireNonNull(key, "key"));
        try {
            Object carriedValue = values.open(Objects.requireNonNull(value, "value"));
            try {
                requireFits(carriedKey, carriedValue);
                boolean written = now.put(carriedKey, carriedValue, mode, WriteGuard.ALWAYS, seen);
                if (written) {
                    // A load never overwrites, so what it would do until now is nothing. The listener, which may take
                    // long, is
                    // told afterwards.
                    overtake(carriedKey);
                }
                return written;
            } finally {
                values.close(carriedValue);
            }
        } finally {
            keys.close(carriedKey);
        }
    }

    /** Writes the bytes of a stream, to its end, as the key's value. For values that are bytes. */
    void writeFrom(K key, InputStream stream) throws IOException {
        Contents<K, V> now = contents();
        Objects.requireNonNull(stream, "stream");
        Announcements.Turn turn = now.audience().beginTurn();
        try {
            Object carried = keys.open(Objects.requireNonNull(key, "key"));
            try {
                requireKeyFits(carried);
                now.putFrom(carried, stream);
                overtake(carried);
            } finally {
                keys.close(carried);
            }
        } finally {
            now.audience().endTurn(turn);
        }
    }

    /** Writes the bytes of the key's value to a stream; returns whether there was one. For values that are bytes. */
    boolean copyTo(K key, OutputStream out) throws IOException {
        Contents<K, V> now = contents();
        Objects.requireNonNull(out, "out");
        Object carried = keys.open(Objects.requireNonNull(key, "key"));
        try {
            return now.writeTo(carried, out) || refuseWithoutForm(carried);
        } finally {
            keys.close(carried);
        }
    }

    /** Replaces the value if it is {@code expected}. */
    boolean replace(K key, V expected, V value) {
        Contents<K, V> now = contents();
        Announcements.Turn turn = now.audience().beginTurn();
        try {
            return replace(now, key, expected, value);
        } finally {
            now.audience().endTurn(turn);
        }
    }

    private boolean replace(Contents<K, V> now, K key, V expected, V value) {
        Object carriedKey = keys.open(Objects.requireNonNull(key, "key"));
        Object carriedExpected = values.open(Objects.requireNonNull(expected, "expected"));
        Object carriedValue = values.open(Objects.requireNonNull(value, "value"));
        try {
            requireFits(carriedKey, carriedValue);
            boolean replaced = now.replace(carriedKey, carriedExpected, carriedValue);
            if (replaced) {
                overtake(carriedKey);
            }
            return replaced;
        } finally {
            values.close(carriedValue);
            values.close(carriedExpected);
            keys.close(carriedKey);
        }
    }

    /** Removes the entry, if its value is {@code expected} or that is {@code null}; {@code seen} is shown it. */
    boolean remove(K key, @Nullable V expected, @Nullable Consumer<? super V> seen) {
        Contents<K, V> now = contents();
        Object carriedKey = keys.open(Objects.requireNonNull(key, "key"));
        Object carriedExpected = expected == null ? null : values.open(expected);
        try {
            overtake(carriedKey);
            return now.remove(carriedKey, carriedExpected, seen) || refuseWithoutForm(carriedKey);
        } finally {
            if (carriedExpected != null) {
                values.close(carriedExpected);
            }
            keys.close(carriedKey);
        }
    }

    Engine engine() {
        return contents().engine();
    }

    Audience<K, V> audience() {
        return contents().audience();
    }

    /** Whether the key has this value; touches and counts nothing. */
    boolean holds(K key, V value) {
        Contents<K, V> now = contents();
        Object carriedKey = keys.open(key);
        Object carriedValue = values.open(value);
        try {
            return now.holds(carriedKey, carriedValue);
        } finally {
            values.close(carriedValue);
            keys.close(carriedKey);
        }
    }

    /** Returns the entries of one of the engine's portions. */
    List<Entry<K, V>> portion(int portion) {
        return contents().portion(portion);
    }

    private Contents<K, V> contents() {
        Contents<K, V> now = contents;
        if (now == null) {
            throw new IllegalStateException("cache " + name + " is closed");
        }
        return now;
    }

    private @Nullable V load(
            K key,
            Object carriedKey,
            Function<? super K, Answer<V>> loader,
            SingleFlight.Load<V> load,
            Audience<K, V> audience) {
        LoadCounts.Timing timing = counts.begin();
        Answer<V> answer;
        try {
            answer = loader.apply(key);
        } catch (Throwable e) {
            timing.threw(key, e);
            audience.loadFailed(key, () -> keys.bytes(carriedKey), e);
            throw e;
        }
        timing.returned(key);
        V value = answer.value;
        if (value != null && answer.keep) {
            keepIfItFits(carriedKey, value, load);
        }
        return value;
    }

    private void keepIfItFits(Object carriedKey, V value, SingleFlight.Load<V> load) {
        Contents<K, V> now = contents;
        if (now == null) {
            return;
        }
        Object carriedValue = values.open(value);
        try {
            int keyBytes = keys.keyForm().length(carriedKey);
            int valueBytes = values.valueForm().length(carriedValue);
            if (keyBytes > limits.maxKeyBytes()
                    || valueBytes > limits.maxValueBytes()
                    || limits.hasBudget() && (long) keyBytes + valueBytes > limits.maxBytes()) {
                counts.rejected();
            } else {
                now.put(carriedKey, carriedValue, PutMode.IF_ABSENT, load, null);
            }
        } finally {
            values.close(carriedValue);
        }
    }

    private void requireFits(Object carriedKey, Object carriedValue) {
        requireKeyFits(carriedKey);
        if (values.valueForm().lengthAtMost(carriedValue) > limits.maxValueBytes()) {
            requireFits("value", values.valueForm().length(carriedValue), "maxValueBytes", limits.maxValueBytes());
        }
        if (limits.hasBudget()) {
            long bytes = (long) keys.keyForm().length(carriedKey)
                    + values.valueForm().length(carriedValue);
            requireFits("entry", bytes, "maxBytes", limits.maxBytes());
        }
    }

    private void requireKeyFits(Object carriedKey) {
        if (keys.keyForm().lengthAtMost(carriedKey) > limits.maxKeyBytes()) {
            requireFits("key", keys.keyForm().length(carriedKey), "maxKeyBytes", limits.maxKeyBytes());
        }
    }

    private void requireFits(String what, long bytes, String limit, long most) {
        if (bytes > most) {
            counts.rejected();
            throw new IllegalArgumentException("cache " + name + ": the " + what + " takes " + bytes
                    + " bytes, more than " + limit + " " + most + "; raise it when building the cache");
        }
    }

    /** Refuses a key that has no encoding; looked into only where it was not found, for what is found has one. */
    private boolean refuseWithoutForm(Object carriedKey) {
        keys.keyForm().lengthAtMost(carriedKey);
        return false;
    }

    private void overtake(Object carriedKey) {
        if (!flights.isIdle()) {
            flights.overtake(keys.identity(carriedKey));
        }
    }
}
