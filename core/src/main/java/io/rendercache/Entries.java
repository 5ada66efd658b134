package io.rendercache;

import io.rendercache.internal.engine.Departure;
import io.rendercache.internal.engine.Engine;
import io.rendercache.internal.engine.EntryBytes;
import io.rendercache.internal.engine.Permission;
import io.rendercache.internal.engine.PutMode;
import io.rendercache.internal.engine.SingleFlight;
import io.rendercache.internal.engine.ThreadTally;
import io.rendercache.internal.engine.TypedView;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BoundedLru} and its map view do to entries: between the objects of the caller and the forms of the engine,
 * with loads, limits and the listener. Safe for any number of threads.
 */
final class Entries<K, V> {
    private final String name;
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
    Entries(BoundedLru.Builder<K, V> builder) {
        this.name = builder.name;
        this.maxKeyBytes = builder.maxKeyBytes;
        this.maxValueBytes = builder.maxValueBytes;
        this.listener = builder.listener;
        Engine.Builder description = Engine.builder();
        this.keys = (Carrier<K, Object, ?>) Carrier.of(builder.keys);
        this.values = (Carrier<V, Object, Object>) Carrier.of(builder.values);
        Engine engine = description
                .maxEntries(builder.maxEntries)
                .maxKeyBytes(maxKeyBytes)
                .maxValueBytes(maxValueBytes)
                .stripes(builder.stripes)
                .build();
        this.state = new State(engine, new TypedView<>(engine, keys.keyForm(), values.valueForm(), 0, tally));
    }

    /** See {@link BoundedLru#get(Object)}. */
    @Nullable
    V get(K key) {
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

    /** See {@link BoundedLru#get(Object, Function)}. */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader) {
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

    /** See {@link BoundedLru#containsKey}. */
    boolean containsKey(K key) {
        TypedView<Object, Object> view = view();
        Object carried = keys.open(Objects.requireNonNull(key, "key"));
        try {
            return view.contains(carried) || refuseWithoutForm(carried);
        } finally {
            keys.close(carried);
        }
    }

    /** See {@link BoundedLru#clear}. */
    void clear() {
        State now = state();
        flights.overtakeAll();
        Farewells<K, V> farewells = farewells();
        try {
            now.engine.clear(farewells);
        } finally {
            tell(farewells);
        }
    }

    CacheStats stats() {
        return counts.stats(state().engine, tally.hits(), tally.misses());
    }

    boolean isClosed() {
        return state == null;
    }

    /** See {@link BoundedLru#close}. */
    void close() {
        state = null;
        flights.overtakeAll();
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
}
