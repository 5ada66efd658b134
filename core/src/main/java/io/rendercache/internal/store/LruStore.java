package io.rendercache.internal.store;

import io.rendercache.internal.file.CacheFileException;
import io.rendercache.internal.file.MappingFaults;
import io.rendercache.internal.load.LoadStats;
import io.rendercache.internal.load.SingleFlight;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.EntryBytes;
import io.rendercache.internal.lru.HitCounter;
import io.rendercache.internal.lru.PutMode;
import io.rendercache.internal.lru.ReadPath;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.RemovalSink;
import io.rendercache.internal.lru.WriteGuard;
import io.rendercache.internal.lru.WritePath;
import io.rendercache.internal.marshal.CodecAdapter;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.LargeValueRefCodec;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.marshal.ValueReader;
import io.rendercache.internal.notify.CacheListeners;
import io.rendercache.internal.notify.EntryDecoder;
import io.rendercache.internal.notify.RemovalBatch;
import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed entries over the engine: checks arguments and size limits, loads each key once at a time, keeps values that do
 * not fit a slot out of line, and notifies of removals. Safe for any number of threads.
 *
 * <p><b>Between caller and memory.</b> A key is encoded, or taken as it is if its codec is built in, and handed to
 * {@link ReadPath} or {@link WritePath} together with the {@link SlotCodec} that hashes, compares and writes it. No
 * user codec runs under a lock.
 *
 * <p><b>Values out of line</b> are read after their slot. If one is gone by then, the entry has been removed or
 * replaced concurrently and is looked up again; or the slot still refers to it, and then it is lost, and the entry is
 * dropped and counted. It is stored before the slot that refers to it is published, and removed after that slot was
 * retracted.
 *
 * <p><b>A load that is overtaken</b> by a write or a removal of its key must not be cached. A write invalidates it
 * under the stripe's lock, directly after it was published; a removal invalidates it before it takes that lock. A load
 * is published under the same lock, and only while it is valid and the key is absent. So a load that a write finds is
 * refused from then on, whatever becomes of the written entry and however long the writing thread takes to return. A
 * load that a write does not find was registered after the write had looked: the load takes the stripe's lock once
 * after it was registered, which comes after the write's release of the lock (had it come before the write's taking of
 * it, the write would have found the load), so the load's look at the key sees the write or what came after it. This
 * uses nothing but the order of lock operations, so it holds on weakly ordered processors too.
 *
 * <p><b>After close</b> every call throws {@link IllegalStateException}. The store then no longer refers to its memory,
 * which is freed when no thread is inside and the collector has noticed.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class LruStore<K, V> {
    private final String name;
    private final SizeLimits limits;
    private final CodecAdapter<K, Object, Object> keys;
    private final CodecAdapter<V, Object, Object> values;
    private final KeySlotCodec<Object> keyCodec;

    /** How values that fit a slot are measured; where others are kept out of line, {@link Open#writes} has another. */
    private final SlotCodec<Object> valueCodec;

    private final ValueReader<Object> reader;
    private final CacheListeners<K, V> listeners;
    private final HitCounter counter = new HitCounter();
    private final LoadStats loadStats;
    private final SingleFlight<V> loads = new SingleFlight<>();

    /** The guard of every write that is not a load's: such a write is always published and overtakes a load. */
    private final WriteGuard overtaking = new WriteGuard() {
        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public void written(Object key) {
            invalidateLoad(key);
        }
    };

    private final MappingFaults faults;
    private volatile @Nullable Open open;

    /** What was open when a file was found truncated, for {@link #close} and statistics; guarded by this to write. */
    private volatile @Nullable Open broken;

    /** What an open store refers to and a closed one does not. */
    private record Open(
            Engine engine,
            ReadPath<Object, Object> reads,
            WritePath<Object, Object> writes,
            @Nullable BudgetedStorage storage) {
        BudgetedStorage budgeted() {
            if (storage == null) {
                throw new AssertionError("a slot refers to a value out of line in a cache that has none");
            }
            return storage;
        }
    }

    /**
     * What a loader answers.
     *
     * @param value the value, or {@code null} for none
     * @param isKept whether it may be cached
     */
    public record Loaded<V>(@Nullable V value, boolean isKept) {}

    /**
     * Opens a store: allocates its memory, or opens its file and adopts what is whole in it.
     *
     * @throws IllegalStateException if the JVM lacks a flag or the class path a module, naming it
     * @throws IllegalArgumentException if it can never fit in this machine
     * @throws CacheFileException if a file cannot be opened
     */
    @SuppressWarnings("unchecked") // An adapter is only ever given back what it handed out.
    public LruStore(StoreConfig<K, V> config) {
        // Says which flag is missing before any class is initialised that would fail without it.
        Engine.requireFlags();
        LargeValueStoreProvider provider = StoreFactory.provider(config);
        this.name = config.name();
        this.limits = config.limits();
        this.keys = (CodecAdapter<K, Object, Object>) CodecAdapter.of(config.keys());
        this.values = (CodecAdapter<V, Object, Object>) CodecAdapter.of(config.values());
        this.keyCodec = keys.slotCodec();
        this.valueCodec = values.slotCodec();
        this.loadStats = new LoadStats(name);
        SlotCodec<Object> inSlot = valueCodec;
        if (provider == null) {
            this.reader = values.reader();
        } else {
            LargeValueRefCodec<Object, Object> either = new LargeValueRefCodec<>(valueCodec, values.reader());
            inSlot = either;
            this.reader = either;
        }
        Engine engine = StoreFactory.openEngine(config, keyCodec);
        BudgetedStorage storage = null;
        CacheListeners<K, V> opened = null;
        boolean complete = false;
        try {
            if (limits.hasBudget()) {
                storage = new BudgetedStorage(
                        name,
                        engine,
                        limits.maxBytes(),
                        provider == null ? null : StoreFactory.openOutOfLine(config, engine, provider),
                        config.removalLock());
            }
            opened = new CacheListeners<>(
                    name, EntryDecoder.of(config.keys(), config.values()), config.target(), config.keyObserver());
            this.listeners = opened;
            Open now = new Open(
                    engine,
                    new ReadPath<>(engine, keyCodec, inSlot, counter),
                    new WritePath<>(engine, keyCodec, inSlot, 0),
                    storage);
            if (storage != null) {
                storage.adopt(
                        batch(now, null), lost -> dropLost(now, keys.open(keys.decodeOwn(lost.key())), lost.value()));
            }
            this.faults = MappingFaults.of(name, StoreFactory.files(config, provider != null));
            this.open = now;
            complete = true;
        } finally {
            if (!complete) {
                close(engine, storage);
                if (opened != null) {
                    opened.close();
                }
            }
        }
    }

    /**
     * Checks that a store with this configuration can be opened as far as the JVM's flags, the class path and the size
     * of the machine go.
     *
     * @throws IllegalStateException if a flag or a module is missing; the message says in one line what to add
     * @throws IllegalArgumentException if it can never fit in this machine
     */
    public static void requireAvailable(StoreConfig<?, ?> config) {
        Engine.requireFlags();
        StoreFactory.provider(config);
        StoreFactory.requireCapacity(config);
    }

    /** Returns the key's value and makes its entry the newest, or {@code null}; counts a hit or a miss. */
    public @Nullable V get(K key) {
        Open now = open();
        Object encoded = keys.open(Objects.requireNonNull(key, "key"));
        try {
            V value = get(now, encoded);
            if (value == null) {
                faults.deliver();
                refuseUnencodable(encoded);
            }
            return value;
        } catch (InternalError e) {
            throw failed(e);
        } catch (RuntimeException | Error e) {
            requireNotGarbled(e);
            throw e;
        } finally {
            keys.close(encoded);
        }
    }

    /** Returns the key's value; if it is absent, what the loader answers, which is then put. */
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        return load(key, asked -> new Loaded<>(loader.apply(asked), true));
    }

    /** Like {@link #get(Object, Function)}, for a loader that also says whether its answer may be cached. */
    public @Nullable V load(K key, Function<? super K, Loaded<V>> loader) {
        try {
            V value = get(key);
            return value != null ? value : loadAbsent(key, loader);
        } catch (InternalError e) {
            // Around all of it, for HotSpot may throw it anywhere after the access.
            throw failed(e);
        }
    }

    private @Nullable V loadAbsent(K key, Function<? super K, Loaded<V>> loader) {
        listeners.awaitCapacity();
        Object encoded = keys.open(key);
        try {
            return loads.run(keys.identity(encoded), load -> {
                V present = lookAgain(encoded);
                return present != null ? present : load(key, encoded, loader, load);
            });
        } finally {
            keys.close(encoded);
        }
    }

    /** Returns whether the key is present; touches and counts nothing. */
    public boolean containsKey(K key) {
        Open now = open();
        Object encoded = keys.open(Objects.requireNonNull(key, "key"));
        try {
            return now.reads.contains(encoded) || delivered(refuseUnencodable(encoded));
        } catch (InternalError e) {
            throw failed(e);
        } finally {
            keys.close(encoded);
        }
    }

    /** Returns whether the key has this value; touches and counts nothing. */
    boolean holds(K key, V value) {
        Open now = open();
        Object encodedKey = keys.open(key);
        Object encodedValue = values.open(value);
        try {
            Object comparable = comparable(now, encodedKey, encodedValue);
            return delivered(comparable != null && now.reads.holds(encodedKey, comparable));
        } catch (InternalError e) {
            throw failed(e);
        } finally {
            values.close(encodedValue);
            keys.close(encodedKey);
        }
    }

    /** Sets the key's value and makes its entry the newest. */
    public void put(K key, V value) {
        put(key, value, PutMode.ALWAYS, null);
    }

    /**
     * Sets the key's value if the mode allows; {@code shown} receives the value that was overwritten. Returns whether
     * it was set.
     */
    boolean put(K key, V value, PutMode mode, @Nullable Consumer<? super V> shown) {
        Open now = open();
        listeners.awaitCapacity();
        Object encodedKey = keys.open(Objects.requireNonNull(key, "key"));
        try {
            Object encodedValue = values.open(Objects.requireNonNull(value, "value"));
            try {
                requireFits(encodedKey, encodedValue);
                return delivered(put(now, encodedKey, encodedValue, mode, overtaking, shown));
            } catch (Throwable e) {
                invalidateLoad(encodedKey);
                throw e;
            } finally {
                values.close(encodedValue);
            }
        } catch (InternalError e) {
            throw failed(e);
        } finally {
            keys.close(encodedKey);
        }
    }

    /** Replaces the key's value if it is {@code expected}; returns whether it did. */
    boolean replace(K key, V expected, V value) {
        Open now = open();
        listeners.awaitCapacity();
        Object encodedKey = keys.open(Objects.requireNonNull(key, "key"));
        Object encodedExpected = values.open(Objects.requireNonNull(expected, "expected"));
        Object encodedValue = values.open(Objects.requireNonNull(value, "value"));
        try {
            requireFits(encodedKey, encodedValue);
            return delivered(replace(now, encodedKey, encodedExpected, encodedValue));
        } catch (InternalError e) {
            invalidateLoad(encodedKey);
            throw failed(e);
        } catch (Throwable e) {
            invalidateLoad(encodedKey);
            throw e;
        } finally {
            values.close(encodedValue);
            values.close(encodedExpected);
            keys.close(encodedKey);
        }
    }

    /** Removes the key's entry; returns whether there was one. */
    public boolean remove(K key) {
        return remove(key, null, null);
    }

    /** Removes the key's entry if it has the value {@code expected}; returns whether it did. */
    public boolean remove(K key, V expected) {
        return remove(key, expected, null);
    }

    /**
     * Removes the entry, if its value is {@code expected} or that is {@code null}; {@code shown} receives its value.
     */
    boolean remove(K key, @Nullable V expected, @Nullable Consumer<? super V> shown) {
        Open now = open();
        listeners.awaitCapacity();
        Object encodedKey = keys.open(Objects.requireNonNull(key, "key"));
        Object encodedExpected = expected == null ? null : values.open(expected);
        try {
            invalidateLoad(encodedKey);
            return delivered(remove(now, encodedKey, encodedExpected, shown) || refuseUnencodable(encodedKey));
        } catch (InternalError e) {
            throw failed(e);
        } finally {
            if (encodedExpected != null) {
                values.close(encodedExpected);
            }
            keys.close(encodedKey);
        }
    }

    /** Removes all entries that are present now. */
    public void clear() {
        Open now = open();
        listeners.awaitCapacity();
        loads.invalidateAll();
        RemovalSink removals = now.storage == null ? listeners.sink() : batch(now, null);
        try {
            now.engine.clear(removals);
            faults.deliver();
        } catch (InternalError e) {
            throw failed(e);
        } finally {
            CacheListeners.finish(removals);
        }
    }

    /**
     * Sets the key's value to the bytes of a stream, to its end; does not close the stream. For values that are bytes.
     */
    public void putFrom(K key, InputStream stream) throws IOException {
        Open now = open();
        Objects.requireNonNull(stream, "stream");
        listeners.awaitCapacity();
        Object encoded = keys.open(Objects.requireNonNull(key, "key"));
        try {
            requireKeyFits(encoded);
            putFrom(now, encoded, stream);
            faults.deliver();
        } catch (InternalError e) {
            invalidateLoad(encoded);
            throw failed(e);
        } catch (Throwable e) {
            invalidateLoad(encoded);
            throw e;
        } finally {
            keys.close(encoded);
        }
    }

    /**
     * Writes the bytes of the key's value to a stream; returns whether there was one. For values that are bytes.
     * Counts.
     */
    public boolean writeTo(K key, OutputStream out) throws IOException {
        Open now = open();
        Objects.requireNonNull(out, "out");
        Object encoded = keys.open(Objects.requireNonNull(key, "key"));
        try {
            return delivered(writeTo(now, encoded, out) || refuseUnencodable(encoded));
        } catch (InternalError e) {
            throw failed(e);
        } finally {
            keys.close(encoded);
        }
    }

    /** Returns a live view of the entries as a map. */
    public MapView<K, V> asMap() {
        open();
        return new MapView<>(this);
    }

    /** Returns the entries of one of the engine's scan segments that are still present. */
    List<Entry<K, V>> segment(int segment) {
        record Copy(byte[] key, byte[] value, @Nullable LargeValueRef outOfLine) {}
        Open now = open();
        List<Copy> copies = new ArrayList<>();
        try {
            now.engine.scan(
                    segment,
                    entry -> {
                        requirePossible(entry);
                        return new Copy(entry.key(), entry.value(), entry.largeValueRef());
                    },
                    copies::add);
            faults.deliver();
        } catch (InternalError e) {
            throw failed(e);
        } catch (RuntimeException | Error e) {
            requireNotGarbled(e);
            throw e;
        }
        List<Entry<K, V>> entries = new ArrayList<>(copies.size());
        for (Copy copy : copies) {
            byte[] bytes = copy.outOfLine == null ? copy.value : read(now, copy.outOfLine);
            if (bytes != null) {
                entries.add(Map.entry(keys.decodeOwn(copy.key), values.decodeOwn(bytes)));
            }
        }
        return entries;
    }

    /** Keeps garbage that was read from a truncated file from being taken for the length of an array. */
    private void requirePossible(EntryBytes entry) {
        long valueBytes = entry.largeValueRef() == null ? entry.valueLength() : 0;
        if (entry.keyLength() < 0
                || entry.keyLength() > limits.maxKeyBytes()
                || valueBytes < 0
                || valueBytes > limits.inlineValueBytes()) {
            throw new IllegalStateException("cache " + name + ": an entry with a key of " + entry.keyLength()
                    + " and a value of " + valueBytes + " bytes; its memory was changed by something else");
        }
    }

    private byte @Nullable [] read(Open now, LargeValueRef value) {
        try {
            byte[] bytes = now.budgeted().read(value);
            faults.deliver();
            return bytes;
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    /** Forces what has been written to the disk, the values out of line before what refers to them. */
    public void flush() {
        Open now = open();
        try {
            CacheFileException.forcing(name, () -> {
                if (now.storage != null) {
                    now.storage.flush();
                }
                now.engine.flush();
            });
            faults.deliver();
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    /** Returns whether the store is closed. */
    public boolean isClosed() {
        return open == null && broken == null;
    }

    /**
     * Closes the store and delivers the notifications that are left, for at most 5 s. Idempotent. A truncated file is
     * released without an exception.
     */
    public void close() {
        try {
            synchronized (this) {
                Open last = open == null ? broken : open;
                open = null;
                broken = null;
                if (last != null) {
                    loads.invalidateAll();
                    faults.discard();
                    close(last.engine, last.storage);
                }
            }
        } catch (InternalError e) {
            if (!MappingFaults.isFault(e)) {
                throw e;
            }
        } finally {
            // With no lock held: the listener may close the cache too.
            listeners.close();
        }
    }

    /** Returns the engine, for statistics. */
    public Engine engine() {
        return counted().engine;
    }

    /** Returns the byte budget, or {@code null} in a cache without one. */
    public @Nullable BudgetedStorage storage() {
        return counted().storage;
    }

    /** Returns the listeners of the cache. */
    public CacheListeners<K, V> listeners() {
        return listeners;
    }

    /** Returns the counts of lookups. */
    public HitCounter counter() {
        return counter;
    }

    /** Returns the counts of loads. */
    public LoadStats loadStats() {
        return loadStats;
    }

    private Open open() {
        Open now = open;
        if (now == null) {
            if (broken != null) {
                faults.requireWhole();
            }
            throw new IllegalStateException("cache " + name + " is closed");
        }
        return now;
    }

    /** Returns what statistics are taken from; they are not in a file, so a truncated one does not matter. */
    private Open counted() {
        Open last = broken;
        return last == null ? open() : last;
    }

    /** Returns the exception to be thrown in place of an error; if the file has been truncated, for all calls. */
    private RuntimeException failed(InternalError error) {
        RuntimeException failure = faults.translated(error);
        if (faults.isBroken()) {
            synchronized (this) {
                if (open != null) {
                    broken = open;
                    open = null;
                }
            }
        }
        return failure;
    }

    /** Returns if a failure does not come from garbage that was read from a truncated file. */
    private void requireNotGarbled(Throwable failure) {
        try {
            faults.deliver();
        } catch (InternalError e) {
            RuntimeException cause = failed(e);
            cause.addSuppressed(failure);
            throw cause;
        }
    }

    private boolean delivered(boolean answer) {
        faults.deliver();
        return answer;
    }

    /** Looks a key up after its load was registered: a write that did not see the load is seen here. */
    private @Nullable V lookAgain(Object key) {
        Open now = open();
        try {
            now.writes.awaitWrites(key);
            V present = peek(now, key);
            if (present == null) {
                faults.deliver();
            }
            return present;
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    private @Nullable V get(Open now, Object key) {
        if (now.storage != null && limits.hasOutOfLine()) {
            V value = peek(now, key);
            if (value == null) {
                now.reads.missed(key);
            } else {
                counter.hit();
            }
            return value;
        }
        Object copy = now.reads.get(key, reader);
        return copy == null ? null : values.decode(copy);
    }

    /** Returns the key's value and makes its entry the newest; counts nothing. */
    private @Nullable V peek(Open now, Object key) {
        while (true) {
            Object copy = now.reads.copy(key, reader, true);
            if (copy == null) {
                return null;
            }
            if (!(copy instanceof LargeValueRef outOfLine)) {
                return values.decode(copy);
            }
            byte[] bytes = now.budgeted().read(outOfLine);
            faults.deliver();
            if (bytes != null) {
                return values.decodeOwn(bytes);
            }
            dropLost(now, key, outOfLine);
        }
    }

    private boolean writeTo(Open now, Object key, OutputStream out) throws IOException {
        while (true) {
            Object copy = now.reads.copy(key, reader, true);
            if (copy == null) {
                now.reads.missed(key);
                return false;
            }
            if (copy instanceof LargeValueRef outOfLine) {
                if (!now.budgeted().writeTo(outOfLine, out)) {
                    dropLost(now, key, outOfLine);
                    continue;
                }
            } else {
                Object encoded = values.open(values.decode(copy));
                try {
                    values.drain(encoded, out::write);
                } finally {
                    values.close(encoded);
                }
            }
            counter.hit();
            return true;
        }
    }

    private @Nullable V load(
            K key, Object encodedKey, Function<? super K, Loaded<V>> loader, SingleFlight.Load<V> load) {
        LoadStats.Timing timing = loadStats.begin();
        Loaded<V> loaded;
        try {
            loaded = loader.apply(key);
        } catch (Throwable e) {
            timing.threw(key, e);
            listeners.loadFailed(key, e);
            throw e;
        }
        timing.returned(key);
        V value = loaded.value;
        Open now = open;
        if (value != null && loaded.isKept && now != null) {
            try {
                keepIfItFits(now, encodedKey, value, load);
                faults.deliver();
            } catch (InternalError e) {
                throw failed(e);
            }
        }
        return value;
    }

    private void keepIfItFits(Open now, Object encodedKey, V value, WriteGuard guard) {
        Object encodedValue = values.open(value);
        try {
            int keyBytes = keyCodec.length(encodedKey);
            int valueBytes = valueCodec.length(encodedValue);
            if (keyBytes > limits.maxKeyBytes()
                    || valueBytes > limits.maxValueBytes()
                    || limits.hasBudget() && (long) keyBytes + valueBytes > limits.maxBytes()) {
                loadStats.rejected();
            } else {
                put(now, encodedKey, encodedValue, PutMode.IF_ABSENT, guard, null);
            }
        } finally {
            values.close(encodedValue);
        }
    }

    private boolean put(
            Open now, Object key, Object value, PutMode mode, WriteGuard guard, @Nullable Consumer<? super V> shown) {
        if (now.storage == null) {
            RemovalSink removals = sink(shown);
            try {
                return now.writes.put(key, value, mode, guard, removals);
            } finally {
                CacheListeners.finish(removals);
            }
        }
        if (mode != PutMode.ALWAYS && now.reads.contains(key) != (mode == PutMode.IF_PRESENT)) {
            return false;
        }
        return place(now, key, value, shown, (placed, removals) -> now.writes.put(key, placed, mode, guard, removals));
    }

    private boolean replace(Open now, Object key, Object expected, Object value) {
        Object comparable = comparable(now, key, expected);
        if (comparable == null) {
            return false;
        }
        if (now.storage == null) {
            RemovalSink removals = listeners.sink();
            try {
                return now.writes.replace(key, comparable, value, overtaking, removals);
            } finally {
                CacheListeners.finish(removals);
            }
        }
        // So that a replacement that will come to nothing evicts nothing.
        return now.reads.holds(key, comparable)
                && place(
                        now,
                        key,
                        value,
                        null,
                        (placed, removals) -> now.writes.replace(key, comparable, placed, overtaking, removals));
    }

    private boolean remove(Open now, Object key, @Nullable Object expected, @Nullable Consumer<? super V> shown) {
        Object comparable = expected == null ? null : comparable(now, key, expected);
        if (expected != null && comparable == null) {
            return false;
        }
        if (now.storage == null) {
            RemovalSink removals = sink(shown);
            try {
                return now.writes.remove(key, comparable, RemovalReason.EXPLICIT, removals);
            } finally {
                CacheListeners.finish(removals);
            }
        }
        RemovalBatch<K, V> removals = batch(now, shown);
        return now.storage.change(() -> now.writes.remove(key, comparable, RemovalReason.EXPLICIT, removals), removals);
    }

    private void putFrom(Open now, Object key, InputStream stream) throws IOException {
        byte[] beginning = stream.readNBytes(limits.inlineValueBytes() + 1);
        if (!limits.isOutOfLine(beginning.length)) {
            Object encoded = values.open(values.decodeOwn(beginning));
            try {
                put(now, key, encoded, PutMode.ALWAYS, overtaking, null);
            } finally {
                values.close(encoded);
            }
            return;
        }
        RemovalBatch<K, V> removals = batch(now, null);
        try (BudgetedStorage.Reservation reservation = now.budgeted().reservation(removals)) {
            LargeValueRef placed = reservation.store(
                    keyCodec.length(key),
                    writer -> {
                        writer.write(beginning, 0, beginning.length);
                        writer.writeAll(stream);
                    },
                    limits.maxValueBytes());
            publish(
                    now,
                    reservation,
                    removals,
                    () -> now.writes.put(key, placed, PutMode.ALWAYS, overtaking, removals));
        }
    }

    /** Publishes a value that is kept in its slot or stored out of line. */
    @FunctionalInterface
    private interface Publication {
        boolean publish(Object placed, RemovalSink removals);
    }

    /** Makes room for an entry, stores a value that does not fit its slot, and publishes. */
    private boolean place(
            Open now, Object key, Object value, @Nullable Consumer<? super V> shown, Publication publication) {
        int keyBytes = keyCodec.length(key);
        int valueBytes = valueCodec.length(value);
        RemovalBatch<K, V> removals = batch(now, shown);
        try (BudgetedStorage.Reservation reservation = now.budgeted().reservation(removals)) {
            Object placed = value;
            if (limits.isOutOfLine(valueBytes)) {
                placed = reservation.store(keyBytes, valueBytes, writer -> values.drain(value, writer::write));
            } else {
                reservation.reserve((long) keyBytes + valueBytes);
            }
            Object toPublish = placed;
            return publish(now, reservation, removals, () -> publication.publish(toPublish, removals));
        }
    }

    private boolean publish(
            Open now, BudgetedStorage.Reservation reservation, RemovalBatch<K, V> removals, BooleanSupplier write) {
        return now.budgeted()
                .change(
                        () -> {
                            boolean written = write.getAsBoolean();
                            if (written) {
                                reservation.keep();
                            }
                            return written;
                        },
                        removals);
    }

    /**
     * Returns what the engine is to compare with the key's value in place of {@code expected}: itself, or, if the value
     * is out of line and has its bytes, the reference to it; {@code null} if the key has another value.
     */
    private @Nullable Object comparable(Open now, Object key, Object expected) {
        if (!limits.hasOutOfLine() || !limits.isOutOfLine(valueCodec.length(expected))) {
            return expected;
        }
        Object copy = now.reads.copy(key, reader, false);
        if (!(copy instanceof LargeValueRef outOfLine)) {
            if (copy != null) {
                reader.discard(copy);
            }
            return null;
        }
        byte[] present = now.budgeted().read(outOfLine);
        return present != null && Arrays.equals(present, values.bytes(expected)) ? outOfLine : null;
    }

    /** Drops an entry that still refers to a value that is lost. */
    private void dropLost(Open now, Object key, LargeValueRef lost) {
        RemovalBatch<K, V> removals = batch(now, null);
        now.budgeted().change(() -> now.writes.remove(key, lost, RemovalReason.LOST, removals), removals);
    }

    private @Nullable RemovalSink sink(@Nullable Consumer<? super V> shown) {
        return shown == null ? listeners.sink() : listeners.batch(shown, null);
    }

    private RemovalBatch<K, V> batch(Open now, @Nullable Consumer<? super V> shown) {
        return listeners.batch(shown, now.storage);
    }

    private void requireFits(Object encodedKey, Object encodedValue) {
        requireKeyFits(encodedKey);
        if (valueCodec.lengthAtMost(encodedValue) > limits.maxValueBytes()) {
            requireFits("value", valueCodec.length(encodedValue), "maxValueBytes", limits.maxValueBytes());
        }
        if (limits.hasBudget()) {
            long bytes = (long) keyCodec.length(encodedKey) + valueCodec.length(encodedValue);
            requireFits("entry", bytes, "maxBytes", limits.maxBytes());
        }
    }

    private void requireKeyFits(Object encodedKey) {
        if (keyCodec.lengthAtMost(encodedKey) > limits.maxKeyBytes()) {
            requireFits("key", keyCodec.length(encodedKey), "maxKeyBytes", limits.maxKeyBytes());
        }
    }

    private void requireFits(String what, long bytes, String limit, long most) {
        if (bytes > most) {
            loadStats.rejected();
            throw new IllegalArgumentException("cache " + name + ": the " + what + " takes " + bytes
                    + " bytes, more than " + limit + " " + most + "; raise it when building the cache");
        }
    }

    /** Refuses a key that has no encoding; asked only where it was not found, for what is found has one. */
    private boolean refuseUnencodable(Object encodedKey) {
        keyCodec.lengthAtMost(encodedKey);
        return false;
    }

    /**
     * Invalidates the load of a key if there is one. After a write that threw this is done once more: an error may have
     * been thrown between the publication and its end, or by this method for want of stack or memory.
     */
    private void invalidateLoad(Object encodedKey) {
        if (!loads.isIdle()) {
            loads.invalidate(keys.identity(encodedKey));
        }
    }

    /** Closes an engine and its values out of line, whose file the engine's lock guards too. */
    private void close(Engine engine, @Nullable BudgetedStorage storage) {
        engine.shut();
        try {
            if (storage != null) {
                storage.close();
            }
        } finally {
            if (faults != null) {
                // What is pending must not be thrown before the file has been released.
                faults.discard();
            }
            CacheFileException.releasing(name, engine::close);
        }
    }
}
