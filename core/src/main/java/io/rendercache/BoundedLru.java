package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.internal.engine.Departure;
import io.rendercache.internal.engine.Engine;
import io.rendercache.internal.engine.EntryBytes;
import io.rendercache.internal.engine.Permission;
import io.rendercache.internal.engine.PutMode;
import io.rendercache.internal.engine.SingleFlight;
import io.rendercache.internal.engine.ThreadTally;
import io.rendercache.internal.engine.TypedView;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map of at most {@code maxEntries} entries outside the heap, from which the least recently used make room for new
 * ones.
 *
 * <pre>{@code
 * try (BoundedLru<String, Long> cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
 *         .maxEntries(1_000)
 *         .build()) {
 *     cache.put("answer", 42L);
 *     Long answer = cache.get("answer");
 * }
 * }</pre>
 *
 * <p>Safe for any number of threads. A lookup that hits takes no lock and writes at most one stamp; the bound holds at
 * every instant. Keys and values are compared by the bytes their codec gives them. Keys and values are never {@code
 * null}.
 *
 * <p>After {@link #close} every call but {@code close} throws {@link IllegalStateException}, also in threads that were
 * inside the cache when it was closed.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class BoundedLru<K, V> implements AutoCloseable {
    private final String name;
    private final int maxEntries;
    private final int maxKeyBytes;
    private final int maxValueBytes;
    private final Carrier<K, Object, ?> keys;
    private final Carrier<V, Object, Object> values;
    private final @Nullable CacheListener<? super K, ? super V> listener;
    private final ThreadTally tally = new ThreadTally();
    private final LoadCounts counts = new LoadCounts();
    private final SingleFlight<V> flights = new SingleFlight<>();
    private volatile @Nullable State state;

    /** The engine and the view of it: let go of together when the cache is closed. */
    private record State(Engine engine, TypedView<Object, Object> view) {}

    @SuppressWarnings("unchecked") // A carrier is only ever given back what it handed out.
    private BoundedLru(Builder<K, V> builder) {
        this.name = builder.name;
        this.maxEntries = builder.maxEntries;
        this.maxKeyBytes = builder.maxKeyBytes;
        this.maxValueBytes = builder.maxValueBytes;
        this.listener = builder.listener;
        Engine.Builder description = Engine.builder();
        this.keys = (Carrier<K, Object, ?>) Carrier.of(builder.keys);
        this.values = (Carrier<V, Object, Object>) Carrier.of(builder.values);
        Engine engine = description
                .maxEntries(maxEntries)
                .maxKeyBytes(maxKeyBytes)
                .maxValueBytes(maxValueBytes)
                .stripes(builder.stripes)
                .build();
        this.state = new State(engine, new TypedView<>(engine, keys.keyForm(), values.valueForm(), 0, tally));
    }

    /** Starts the description of a cache of these keys and values. */
    public static <K, V> Builder<K, V> builder(Codec<K> keys, Codec<V> values) {
        return new Builder<>(Objects.requireNonNull(keys, "keys"), Objects.requireNonNull(values, "values"));
    }

    /**
     * Returns the key's value, or {@code null} if it is not there, and makes its entry the newest.
     *
     * @throws IllegalArgumentException if the key has no encoding
     */
    public @Nullable V get(K key) {
        TypedView<Object, Object> view = view();
        Object carried = keys.open(Objects.requireNonNull(key, "key"));
        try {
            Object copy = view.get(carried, values.reader());
            if (copy == null) {
                refuseWithoutForm(carried);
                return null;
            }
            return values.decode(copy);
        } finally {
            keys.close(carried);
        }
    }

    /**
     * Returns the key's value; if it is not there, what {@code loader} answers, which is then put.
     *
     * <p>One loader runs for a key at a time, outside all locks; other callers wait for its answer. {@code null} is
     * returned to all of them and not kept. What it throws is thrown to its own caller, and those who waited try in turn.
     * An answer too large for a slot is returned and not kept. So is one that a {@link #remove}, {@link #put} or {@link
     * #clear} has overtaken.
     *
     * @throws IllegalStateException if the loader asks for the key that it is loading, directly or through other loads
     */
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        V value = get(key);
        if (value != null) {
            return value;
        }
        Object carried = keys.open(key);
        try {
            return flights.run(keys.identity(carried), load -> {
                V present = peek(carried);
                return present != null ? present : load(key, carried, loader, load);
            });
        } finally {
            keys.close(carried);
        }
    }

    /**
     * Sets the key's value and makes its entry the newest.
     *
     * @throws IllegalArgumentException if the key or the value has no encoding or is too large for a slot
     */
    public void put(K key, V value) {
        write(key, value, PutMode.ALWAYS, null);
    }

    /** Removes the key's entry; returns whether there was one. */
    public boolean remove(K key) {
        return remove(key, null, null);
    }

    /** Returns whether the key is there; touches and counts nothing. */
    public boolean containsKey(K key) {
        TypedView<Object, Object> view = view();
        Object carried = keys.open(Objects.requireNonNull(key, "key"));
        try {
            return view.contains(carried) || refuseWithoutForm(carried);
        } finally {
            keys.close(carried);
        }
    }

    /** Removes all entries that are there now. */
    public void clear() {
        State now = state();
        flights.overtakeAll();
        Farewells<K, V> farewells = farewells();
        try {
            now.engine.clear(farewells);
        } finally {
            tell(farewells);
        }
    }

    /** Returns the number of entries; at no instant more than {@link #maxEntries}. */
    public long size() {
        return state().engine.size();
    }

    /** Returns the most entries there can be. */
    public int maxEntries() {
        return maxEntries;
    }

    /** Returns the cache's name. */
    public String name() {
        return name;
    }

    /** Returns what the cache has done and holds. */
    public CacheStats stats() {
        return counts.stats(state().engine, tally.hits(), tally.misses());
    }

    /**
     * Returns a view of the cache as a map. Its reads touch and count as {@link #get} does, its writes as {@link #put};
     * its iterators are weakly consistent, touch nothing, and show each entry that stays throughout once. {@code null}
     * is refused. Values are compared by their bytes.
     */
    public ConcurrentMap<K, V> asMap() {
        state();
        return new MapView<>(this);
    }

    /**
     * Lets go of the cache. Idempotent. The memory goes back to the system when the last thread inside has left and the
     * garbage collector has noticed.
     */
    @Override
    public void close() {
        state = null;
        flights.overtakeAll();
    }

    @Override
    public String toString() {
        return "BoundedLru[" + name + ", maxEntries " + maxEntries + (state == null ? ", closed]" : "]");
    }

    /** Writes as the mode says; {@code seen} is shown the value that was overwritten. */
    boolean write(K key, V value, PutMode mode, @Nullable Consumer<EntryBytes> seen) {
        TypedView<Object, Object> view = view();
        Object carriedKey = keys.open(Objects.requireNonNull(key, "key"));
        try {
            Object carriedValue = values.open(Objects.requireNonNull(value, "value"));
            try {
                requireFits(carriedKey, carriedValue);
                boolean written = publish(view, carriedKey, carriedValue, mode, Permission.ALWAYS, seen);
                if (written) {
                    // A load never overwrites, so what it would do until now is nothing.
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

    /** Replaces the value if it is {@code expected}. */
    boolean replace(K key, V expected, V value) {
        TypedView<Object, Object> view = view();
        Object carriedKey = keys.open(Objects.requireNonNull(key, "key"));
        Object carriedExpected = values.open(Objects.requireNonNull(expected, "expected"));
        Object carriedValue = values.open(Objects.requireNonNull(value, "value"));
        Farewells<K, V> farewells = farewells();
        try {
            requireFits(carriedKey, carriedValue);
            boolean replaced = view.replace(carriedKey, carriedExpected, carriedValue, farewells);
            if (replaced) {
                overtake(carriedKey);
            }
            return replaced;
        } finally {
            values.close(carriedValue);
            values.close(carriedExpected);
            keys.close(carriedKey);
            tell(farewells);
        }
    }

    /** Removes the entry, if its value is {@code expected} or that is {@code null}; {@code seen} is shown it. */
    boolean remove(K key, @Nullable V expected, @Nullable Consumer<EntryBytes> seen) {
        TypedView<Object, Object> view = view();
        Object carriedKey = keys.open(Objects.requireNonNull(key, "key"));
        Object carriedExpected = expected == null ? null : values.open(expected);
        Farewells<K, V> farewells = farewells();
        try {
            overtake(carriedKey);
            boolean removed = view.remove(carriedKey, carriedExpected, Departure.EXPLICIT, (entry, why) -> {
                if (seen != null) {
                    seen.accept(entry);
                }
                if (farewells != null) {
                    farewells.take(entry, why);
                }
            });
            return removed || refuseWithoutForm(carriedKey);
        } finally {
            if (carriedExpected != null) {
                values.close(carriedExpected);
            }
            keys.close(carriedKey);
            tell(farewells);
        }
    }

    Engine engine() {
        return state().engine;
    }

    /** Whether the key has this value; touches and counts nothing. */
    boolean holds(K key, V value) {
        TypedView<Object, Object> view = view();
        Object carriedKey = keys.open(key);
        Object carriedValue = values.open(value);
        try {
            return view.holds(carriedKey, carriedValue);
        } finally {
            values.close(carriedValue);
            keys.close(carriedKey);
        }
    }

    K decodeKey(byte[] bytes) {
        return keys.decodeBytes(bytes);
    }

    V decodeValue(byte[] bytes) {
        return values.decodeBytes(bytes);
    }

    private State state() {
        State now = state;
        if (now == null) {
            throw new IllegalStateException("cache " + name + " is closed");
        }
        return now;
    }

    private TypedView<Object, Object> view() {
        return state().view;
    }

    private @Nullable V peek(Object carriedKey) {
        Object copy = view().copy(carriedKey, values.reader(), true);
        return copy == null ? null : values.decode(copy);
    }

    private @Nullable V load(
            K key, Object carriedKey, Function<? super K, ? extends @Nullable V> loader, SingleFlight.Load<V> load) {
        long startNanos = System.nanoTime();
        V value;
        boolean returned = false;
        try {
            value = loader.apply(key);
            returned = true;
        } finally {
            if (!returned) {
                counts.failed(startNanos);
            }
        }
        counts.loaded(startNanos);
        if (value != null) {
            keepIfItFits(carriedKey, value, load);
        }
        return value;
    }

    private void keepIfItFits(Object carriedKey, V value, SingleFlight.Load<V> load) {
        State now = state;
        if (now == null) {
            return;
        }
        Object carriedValue = values.open(value);
        try {
            if (keys.keyForm().length(carriedKey) > maxKeyBytes
                    || values.valueForm().length(carriedValue) > maxValueBytes) {
                counts.rejected();
            } else {
                publish(now.view, carriedKey, carriedValue, PutMode.IF_ABSENT, load, null);
            }
        } finally {
            values.close(carriedValue);
        }
    }

    private boolean publish(
            TypedView<Object, Object> view,
            Object carriedKey,
            Object carriedValue,
            PutMode mode,
            Permission permission,
            @Nullable Consumer<EntryBytes> seen) {
        if (listener == null && seen == null) {
            return view.put(carriedKey, carriedValue, mode, permission, null);
        }
        Farewells<K, V> farewells = farewells();
        try {
            return view.put(carriedKey, carriedValue, mode, permission, (entry, why) -> {
                if (seen != null && why == Departure.REPLACED) {
                    seen.accept(entry);
                }
                if (farewells != null) {
                    farewells.take(entry, why);
                }
            });
        } finally {
            tell(farewells);
        }
    }

    private void requireFits(Object carriedKey, Object carriedValue) {
        if (keys.keyForm().lengthAtMost(carriedKey) > maxKeyBytes) {
            requireFits("key", keys.keyForm().length(carriedKey), "maxKeyBytes", maxKeyBytes);
        }
        if (values.valueForm().lengthAtMost(carriedValue) > maxValueBytes) {
            requireFits("value", values.valueForm().length(carriedValue), "maxValueBytes", maxValueBytes);
        }
    }

    private void requireFits(String what, int bytes, String limit, int most) {
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

    private @Nullable Farewells<K, V> farewells() {
        return listener == null ? null : new Farewells<>(listener, keys::decodeBytes, values::decodeBytes);
    }

    private void tell(@Nullable Farewells<K, V> farewells) {
        if (farewells != null) {
            farewells.tell();
        }
    }

    /**
     * Describes a cache; see {@link BoundedLru#builder}.
     *
     * @param <K> keys
     * @param <V> values
     */
    public static final class Builder<K, V> {
        private static final int MOST_ENTRIES = 1 << 30;
        private static final int MOST_STRIPES = 1 << 12;

        private final Codec<K> keys;
        private final Codec<V> values;
        private int maxEntries = 1_000;
        private int maxKeyBytes = 256;
        private int maxValueBytes = 256;
        private int stripes;
        private String name = "bounded-lru";
        private @Nullable CacheListener<? super K, ? super V> listener;

        private Builder(Codec<K> keys, Codec<V> values) {
            this.keys = keys;
            this.values = values;
        }

        /** Sets the most entries the cache ever holds, 1 to 2^30; 1,000 unless set. */
        public Builder<K, V> maxEntries(int entries) {
            this.maxEntries = Checks.between(1, MOST_ENTRIES, entries, "maxEntries");
            return this;
        }

        /** Sets the longest key in encoded bytes, at least 1; 256 unless set. Every slot reserves as much. */
        public Builder<K, V> maxKeyBytes(int bytes) {
            this.maxKeyBytes = Checks.atLeast(1, bytes, "maxKeyBytes");
            return this;
        }

        /** Sets the longest value in encoded bytes, at least 0; 256 unless set. Every slot reserves as much. */
        public Builder<K, V> maxValueBytes(int bytes) {
            this.maxValueBytes = Checks.atLeast(0, bytes, "maxValueBytes");
            return this;
        }

        /**
         * Sets into how many independently locked parts the cache is divided, 1 to 4,096, rounded up to a power of two
         * and lowered to leave 16 entries to each.
         * Unless set, four for each processor, at least 16, and no more than leaves 64 entries to each. More let more
         * threads insert at once; fewer keep the order of eviction closer to exact.
         */
        public Builder<K, V> stripes(int count) {
            this.stripes = Checks.between(1, MOST_STRIPES, count, "stripes");
            return this;
        }

        /** Sets the name that messages and statistics call the cache by. */
        public Builder<K, V> name(String text) {
            this.name = Objects.requireNonNull(text, "name");
            return this;
        }

        /** Sets who is told of removals. */
        public Builder<K, V> listener(CacheListener<? super K, ? super V> heard) {
            this.listener = Objects.requireNonNull(heard, "listener");
            return this;
        }

        /**
         * Allocates the cache.
         *
         * @throws IllegalStateException if the JVM lacks the flag {@code --add-opens
         *     java.base/jdk.internal.misc=ALL-UNNAMED}
         * @throws OutOfMemoryError if the system does not give the memory
         */
        public BoundedLru<K, V> build() {
            return new BoundedLru<>(this);
        }
    }
}
