package io.rendercache;

import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.HitCounter;
import io.rendercache.internal.lru.PutMode;
import io.rendercache.internal.lru.ReadPath;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.WriteGuard;
import io.rendercache.internal.marshal.CodecAdapter;
import io.rendercache.internal.marshal.ValueReader;
import io.rendercache.spi.LargeValueRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an open cache holds, in slots and elsewhere: reads and writes entries whose keys and values are carried, and have
 * been found to be within the limits. Safe for any number of threads.
 *
 * <p>A value that is kept elsewhere is read after its slot. If it is gone by then, the entry has been removed or replaced
 * meanwhile and is looked up again; or the slot still names it, and then it is lost, and the entry is dropped and counted.
 */
final class Contents<K, V> implements Farewells.Reader<K, V> {
    private final Engine engine;
    private final ReadPath<Object, Object> view;
    private final Limits limits;
    private final CodecAdapter<K, Object, Object> keys;
    private final CodecAdapter<V, Object, Object> values;
    private final ValueReader<Object> reader;
    private final Audience<K, V> audience;
    private final HitCounter tally;
    private final @Nullable Holdings holdings;

    Contents(CacheOpening<K, V> opening, Engine engine, @Nullable Holdings holdings, HitCounter tally) {
        this.engine = engine;
        this.limits = opening.limits();
        this.keys = opening.keys();
        this.values = opening.values();
        this.reader = opening.reader();
        this.audience = Audience.of(opening.name(), this, opening.listener(), opening.keyListener());
        this.tally = tally;
        this.holdings = holdings;
        this.view = new ReadPath<>(engine, keys.keyForm(), opening.valueForm(), 0, tally);
        if (holdings != null) {
            holdings.adopt(saying(null), lost -> dropLost(keys.open(key(lost.key())), lost.value()));
        }
    }

    Engine engine() {
        return engine;
    }

    Audience<K, V> audience() {
        return audience;
    }

    @Nullable
    Holdings holdings() {
        return holdings;
    }

    /** Returns the key's value and makes its entry newest; counts. */
    @Nullable
    V get(Object key) {
        if (limits.hasLarge()) {
            V value = peek(key, true);
            if (value == null) {
                view.missed(key);
            } else {
                tally.hit();
            }
            return value;
        }
        Object copy = view.get(key, reader);
        return copy == null ? null : values.decode(copy);
    }

    /** Returns the key's value; counts nothing. */
    @Nullable
    V peek(Object key, boolean touch) {
        while (true) {
            Object copy = view.copy(key, reader, touch);
            if (copy == null) {
                return null;
            }
            if (!(copy instanceof LargeValueRef elsewhere)) {
                return values.decode(copy);
            }
            byte[] bytes = required().read(elsewhere);
            if (bytes != null) {
                return values.decodeOwn(bytes);
            }
            dropLost(key, elsewhere);
        }
    }

    boolean contains(Object key) {
        return view.contains(key);
    }

    /** Whether the key has a value of these bytes; counts and touches nothing. */
    boolean holds(Object key, Object value) {
        Object comparable = comparable(key, value);
        return comparable != null && view.holds(key, comparable);
    }

    /** Writes as the mode and the permission say; {@code seen} is shown the value that was overwritten. */
    boolean put(Object key, Object value, PutMode mode, WriteGuard permission, @Nullable Consumer<? super V> seen) {
        if (holdings == null) {
            Farewells<K, V> farewells = farewells(seen);
            try {
                return view.put(key, value, mode, permission, farewells);
            } finally {
                finish(farewells);
            }
        }
        if (mode != PutMode.ALWAYS && view.contains(key) != (mode == PutMode.IF_PRESENT)) {
            return false;
        }
        return place(key, value, seen, (placed, leaving) -> view.put(key, placed, mode, permission, leaving));
    }

    /** Replaces the value if its bytes are those of {@code expected}. */
    boolean replace(Object key, Object expected, Object value) {
        Object comparable = comparable(key, expected);
        if (comparable == null) {
            return false;
        }
        if (holdings == null) {
            Farewells<K, V> farewells = farewells(null);
            try {
                return view.replace(key, comparable, value, farewells);
            } finally {
                finish(farewells);
            }
        }
        // So that a replacement that will come to nothing evicts nothing.
        return view.holds(key, comparable)
                && place(key, value, null, (placed, leaving) -> view.replace(key, comparable, placed, leaving));
    }

    /** Removes the entry, if its value has the bytes of {@code expected} or that is {@code null}; {@code seen} is shown it. */
    boolean remove(Object key, @Nullable Object expected, @Nullable Consumer<? super V> seen) {
        Object comparable = expected == null ? null : comparable(key, expected);
        if (expected != null && comparable == null) {
            return false;
        }
        if (holdings == null) {
            Farewells<K, V> farewells = farewells(seen);
            try {
                return view.remove(key, comparable, RemovalReason.EXPLICIT, farewells);
            } finally {
                finish(farewells);
            }
        }
        Farewells<K, V> leaving = saying(seen);
        return holdings.change(() -> view.remove(key, comparable, RemovalReason.EXPLICIT, leaving), leaving);
    }

    void clear() {
        Farewells<K, V> farewells = farewells(null);
        try {
            engine.clear(farewells);
        } finally {
            finish(farewells);
        }
    }

    /** Writes a value as long as the stream has bytes; refuses what does not fit the limits. Does not close the stream. */
    void putFrom(Object key, InputStream stream) throws IOException {
        byte[] beginning = stream.readNBytes(limits.inlineValueBytes() + 1);
        if (!limits.isLarge(beginning.length)) {
            Object carried = values.open(values.decodeOwn(beginning));
            try {
                put(key, carried, PutMode.ALWAYS, WriteGuard.ALWAYS, null);
            } finally {
                values.close(carried);
            }
            return;
        }
        Farewells<K, V> leaving = saying(null);
        try (Holdings.Claim claim = required().claim(leaving)) {
            LargeValueRef placed = claim.store(
                    keys.keyForm().length(key),
                    writer -> {
                        writer.write(beginning, 0, beginning.length);
                        writer.writeAll(stream);
                    },
                    limits.maxValueBytes());
            publish(claim, leaving, () -> view.put(key, placed, PutMode.ALWAYS, WriteGuard.ALWAYS, leaving));
        }
    }

    /** Writes the bytes of a value out, and makes its entry newest; returns whether it was there. Counts. */
    boolean writeTo(Object key, OutputStream out) throws IOException {
        while (true) {
            Object copy = view.copy(key, reader, true);
            if (copy == null) {
                view.missed(key);
                return false;
            }
            if (copy instanceof LargeValueRef elsewhere) {
                if (!required().writeTo(elsewhere, out)) {
                    dropLost(key, elsewhere);
                    continue;
                }
            } else {
                Object carried = values.open(values.decode(copy));
                try {
                    values.drain(carried, out::write);
                } finally {
                    values.close(carried);
                }
            }
            tally.hit();
            return true;
        }
    }

    /** Returns the entries of one of the engine's portions that are still there. */
    List<Entry<K, V>> portion(int portion) {
        record Copy(byte[] key, byte[] value, @Nullable LargeValueRef elsewhere) {}
        List<Copy> copies = new ArrayList<>();
        engine.visit(portion, entry -> copies.add(new Copy(entry.key(), entry.value(), entry.elsewhere())));
        List<Entry<K, V>> entries = new ArrayList<>(copies.size());
        for (Copy copy : copies) {
            V value = value(copy.value, copy.elsewhere);
            if (value != null) {
                entries.add(Map.entry(key(copy.key), value));
            }
        }
        return entries;
    }

    void flush(String cacheName) {
        CacheFile.flush(engine, holdings, cacheName);
    }

    void close(String cacheName) {
        CacheFile.close(engine, holdings, cacheName);
    }

    @Override
    public K key(byte[] bytes) {
        return keys.decodeOwn(bytes);
    }

    @Override
    public @Nullable V value(byte @Nullable [] inSlot, @Nullable LargeValueRef elsewhere) {
        byte[] bytes = elsewhere == null ? inSlot : required().read(elsewhere);
        return bytes == null ? null : values.decodeOwn(bytes);
    }

    /** Something that publishes a placed value and takes farewell of what leaves. */
    @FunctionalInterface
    private interface Publishing<K, V> {
        boolean publish(Object placed, Farewells<K, V> leaving);
    }

    /** Makes room for an entry, puts a large value where it belongs, and publishes. */
    private boolean place(Object key, Object value, @Nullable Consumer<? super V> seen, Publishing<K, V> publishing) {
        int keyBytes = keys.keyForm().length(key);
        int valueBytes = values.valueForm().length(value);
        Farewells<K, V> leaving = saying(seen);
        try (Holdings.Claim claim = required().claim(leaving)) {
            Object placed = value;
            if (limits.isLarge(valueBytes)) {
                placed = claim.store(keyBytes, valueBytes, writer -> values.drain(value, writer::write));
            } else {
                claim.reserve((long) keyBytes + valueBytes);
            }
            Object toPublish = placed;
            return publish(claim, leaving, () -> publishing.publish(toPublish, leaving));
        }
    }

    private boolean publish(Holdings.Claim claim, Farewells<K, V> leaving, BooleanSupplier write) {
        return required()
                .change(
                        () -> {
                            boolean written = write.getAsBoolean();
                            if (written) {
                                claim.keep();
                            }
                            return written;
                        },
                        leaving);
    }

    /**
     * Returns what the engine is to compare with the key's value in place of {@code expected}: itself, or, if it is kept
     * elsewhere and has its bytes, what finds it; {@code null} if the key has another value.
     */
    private @Nullable Object comparable(Object key, Object expected) {
        if (!limits.hasLarge() || !limits.isLarge(values.valueForm().length(expected))) {
            return expected;
        }
        Object copy = view.copy(key, reader, false);
        if (!(copy instanceof LargeValueRef elsewhere)) {
            if (copy != null) {
                reader.discard(copy);
            }
            return null;
        }
        byte[] present = required().read(elsewhere);
        return present != null && Arrays.equals(present, values.bytes(expected)) ? elsewhere : null;
    }

    /** Drops an entry that still names a large value which is gone. */
    private void dropLost(Object key, LargeValueRef elsewhere) {
        Farewells<K, V> leaving = saying(null);
        required().change(() -> view.remove(key, elsewhere, RemovalReason.LOST, leaving), leaving);
    }

    private Holdings required() {
        if (holdings == null) {
            throw new AssertionError("a value is kept elsewhere in a cache without such");
        }
        return holdings;
    }

    /** Returns what is told of removals, if anybody wants to hear. */
    private @Nullable Farewells<K, V> farewells(@Nullable Consumer<? super V> seen) {
        return audience.farewells(seen, holdings);
    }

    private Farewells<K, V> saying(@Nullable Consumer<? super V> seen) {
        return new Farewells<>(audience, seen, holdings);
    }

    private static void finish(@Nullable Farewells<?, ?> farewells) {
        if (farewells != null) {
            farewells.finish();
        }
    }
}
