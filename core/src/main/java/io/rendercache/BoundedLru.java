package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.internal.load.LoadInterruptedException;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.PutMode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
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
public final class BoundedLru<K, V> implements RenderCache {
    private final String name;
    private final int maxEntries;
    private final Entries<K, V> entries;

    /** {@code null} in a cache that is part of another. */
    private final @Nullable RecordedCache recorded;

    private BoundedLru(Builder<K, V> builder, boolean isPart) {
        this.name = builder.name;
        this.maxEntries = builder.maxEntries;
        this.entries = new Entries<>(builder);
        this.recorded = isPart ? null : RecordedCache.enter(this);
    }

    /**
     * Starts the description of a cache of these keys and values.
     *
     * @param <K> keys
     * @param <V> values
     * @param keys turns keys into bytes; equal keys must have equal bytes
     * @param values turns values into bytes
     * @return a builder with the defaults
     */
    public static <K, V> Builder<K, V> builder(Codec<K> keys, Codec<V> values) {
        return new Builder<>(Objects.requireNonNull(keys, "keys"), Objects.requireNonNull(values, "values"));
    }

    /**
     * {@return the key's value, or {@code null} if it is not there, and makes its entry the newest}
     *
     * @param key the key
     * @throws IllegalArgumentException if the key has no encoding
     */
    public @Nullable V get(K key) {
        return entries.get(key);
    }

    /**
     * Returns the key's value; if it is not there, what {@code loader} answers, which is then put.
     *
     * <p>One loader runs for a key at a time, outside all locks; other callers wait for its answer. {@code null} is
     * returned to all of them and not kept. What it throws is thrown to its own caller, and those who waited try in turn.
     * An answer too large for a slot is returned and not kept. So is one that a {@link #remove}, {@link #put} or {@link
     * #clear} has overtaken.
     *
     * <p>A loader must not wait, for a future, a lock or a queue, for another thread that asks for the same key: neither ever
     * ends, which is not detected, until the other thread is interrupted.
     *
     * @param key the key
     * @param loader makes the value; outside all locks, and may use the cache
     * @return the value, or {@code null} if the loader had none
     * @throws IllegalArgumentException if the key or the loader's value has no encoding
     * @throws IllegalStateException if the loader asks for the key that it is loading, directly or through other loads
     * @throws CacheLoadingException if the thread is interrupted while it waits for the answer of another's loader; the
     *     interrupt status stays set
     */
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        try {
            return entries.get(key, loader);
        } catch (LoadInterruptedException e) {
            throw new CacheLoadingException(e);
        }
    }

    /**
     * Sets the key's value and makes its entry the newest.
     *
     * @param key the key
     * @param value its value
     * @throws IllegalArgumentException if the key or the value has no encoding or is too large for a slot
     */
    public void put(K key, V value) {
        entries.write(key, value, PutMode.ALWAYS, null);
    }

    /**
     * Removes the key's entry.
     *
     * @param key the key
     * @return whether there was one
     * @throws IllegalArgumentException if the key has no encoding
     */
    public boolean remove(K key) {
        return entries.remove(key, null, null);
    }

    /**
     * {@return whether the key is there; touches and counts nothing}
     *
     * @param key the key
     * @throws IllegalArgumentException if the key has no encoding
     */
    public boolean containsKey(K key) {
        return entries.containsKey(key);
    }

    /** Removes all entries that are there now. */
    public void clear() {
        entries.clear();
    }

    @Override
    public void countReloads() {
        entries.engine().countReloads();
    }

    /** {@return the number of entries; at no instant more than {@link #maxEntries}} */
    @Override
    public long size() {
        return entries.engine().size();
    }

    /** {@return the most entries there can be} */
    public int maxEntries() {
        return maxEntries;
    }

    /**
     * Forces what has been written to the disk, in a cache that is mapped to a file; in others it does nothing. What was put
     * survives the end of the process without it; it is for the machine's.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    public void flush() {
        entries.flush();
    }

    /** {@return the cache's name} */
    @Override
    public String name() {
        return name;
    }

    /** {@return what the cache has done and holds} */
    @Override
    public CacheStats stats() {
        return entries.stats();
    }

    /**
     * {@return a view of the cache as a map} Its reads touch and count as {@link #get} does, its writes as {@link #put};
     * its iterators are weakly consistent, touch nothing, and show each entry that stays throughout once. {@code null}
     * is refused. Values are compared by their bytes.
     */
    public ConcurrentMap<K, V> asMap() {
        entries.engine();
        return new MapView<>(entries);
    }

    /**
     * Lets go of the cache. Idempotent. The memory goes back to the system when the last thread inside has left and the
     * garbage collector has noticed.
     */
    @Override
    public void close() {
        if (recorded != null) {
            recorded.leave();
        }
        entries.close();
    }

    @Override
    public String toString() {
        return "BoundedLru[" + name + ", maxEntries " + maxEntries + (entries.isClosed() ? ", closed]" : "]");
    }

    Engine engine() {
        return entries.engine();
    }

    Audience<K, V> audience() {
        return entries.audience();
    }

    @Override
    public boolean isClosed() {
        return entries.isClosed();
    }

    Entries<K, V> entries() {
        return entries;
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
        private static final int MOST_VALUE_BYTES = 1 << 28;

        final Codec<K> keys;
        final Codec<V> values;
        int maxEntries = 1_000;
        int maxKeyBytes = 256;
        int maxValueBytes = 256;
        int inlineValueBytes;
        long maxBytes;
        int stripes;
        String name = "bounded-lru";
        OnIncompatible onIncompatible = OnIncompatible.FAIL;

        @Nullable
        Path file;

        @Nullable
        CacheListener<? super K, ? super V> listener;

        @Nullable
        BiConsumer<? super K, RemovalCause> keyListener;

        @Nullable
        Lock changing;

        private Builder(Codec<K> keys, Codec<V> values) {
            this.keys = keys;
            this.values = values;
        }

        /**
         * Sets the most entries the cache ever holds, 1 to 2^30; 1,000 unless set.
         *
         * @param entries how many
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> maxEntries(int entries) {
            this.maxEntries = Checks.between(1, MOST_ENTRIES, entries, "maxEntries");
            return this;
        }

        /**
         * Sets the longest key in encoded bytes, at least 1; 256 unless set. Every slot reserves as much.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> maxKeyBytes(int bytes) {
            this.maxKeyBytes = Checks.atLeast(1, bytes, "maxKeyBytes");
            return this;
        }

        /**
         * Sets the longest value in encoded bytes, 0 to 2^28; 256 unless set. Every slot reserves as much, up to {@link
         * #inlineValueBytes}.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> maxValueBytes(int bytes) {
            this.maxValueBytes = Checks.between(0, MOST_VALUE_BYTES, bytes, "maxValueBytes");
            return this;
        }

        /**
         * Sets the longest value that is kept in its slot, at least 32; longer ones, up to {@link #maxValueBytes}, go to
         * Chronicle Map, which such a cache loads and which wants more JVM flags. Unless set, {@link #maxValueBytes} where that
         * is at most 65,536, and else 256.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> inlineValueBytes(int bytes) {
            this.inlineValueBytes = Checks.atLeast(32, bytes, "inlineValueBytes");
            return this;
        }

        /**
         * Sets the most bytes that keys and values may have together, at least 1: as many of the oldest entries are evicted
         * as a new one needs, and at no instant there are more. A single entry larger than that is refused. Unless set there
         * is no such bound, but in caches with values too large for a slot, where it is 256 MB or {@link #maxValueBytes},
         * whichever is more. A value that is overwritten counts until the new one is there, so a write to a cache near its
         * bound may evict even the entry that it is to overwrite: then the key is absent for a moment, and of the map view a
         * {@code replace} says that there was nothing to replace.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> maxBytes(long bytes) {
            this.maxBytes = Checks.atLeast(1L, bytes, "maxBytes");
            return this;
        }

        /**
         * Keeps the cache in a file, so that its entries outlive the process: the same engine on mapped memory. The file is
         * made if it is not there, for its owner only, with all its room reserved; it is open in one process at a time. After
         * the process has been killed at any moment, a key has the value last put, or is absent, and losses are counted. A
         * symbolic link is not followed.
         *
         * @param path the file; its folder must be there
         * @return this builder
         */
        public Builder<K, V> mappedTo(Path path) {
            this.file = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Sets what is done with a file that does not fit this cache; it is refused unless set otherwise.
         *
         * @param what refuse, or set aside and start empty
         * @return this builder
         */
        public Builder<K, V> onIncompatible(OnIncompatible what) {
            this.onIncompatible = Objects.requireNonNull(what, "what");
            return this;
        }

        /**
         * Sets into how many independently locked parts the cache is divided, 1 to 4,096, rounded up to a power of two
         * and lowered to leave 16 entries to each.
         * Unless set, four for each processor, at least 16, and no more than leaves 64 entries to each. More let more
         * threads insert at once; fewer keep the order of eviction closer to exact.
         *
         * @param count how many
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> stripes(int count) {
            this.stripes = Checks.between(1, MOST_STRIPES, count, "stripes");
            return this;
        }

        /**
         * Sets the name that messages and statistics call the cache by.
         *
         * @param text the name
         * @return this builder
         */
        public Builder<K, V> name(String text) {
            this.name = Objects.requireNonNull(text, "name");
            return this;
        }

        /**
         * Sets who is told of the keys of removals, while {@code changing} is held: whoever excludes that finds each entry, or
         * that it was told of.
         */
        Builder<K, V> keyListener(BiConsumer<? super K, RemovalCause> heard, @Nullable Lock changing) {
            this.keyListener = heard;
            this.changing = changing;
            return this;
        }

        /**
         * Sets who is told of removals and of loads that fail.
         *
         * @param heard called outside all locks; at most one, the last that is set
         * @return this builder
         */
        public Builder<K, V> listener(CacheListener<? super K, ? super V> heard) {
            this.listener = Objects.requireNonNull(heard, "listener");
            return this;
        }

        /**
         * Allocates the cache.
         *
         * @return the cache, which the caller closes
         * @throws IllegalStateException if the JVM lacks the flag {@code --add-opens
         *     java.base/jdk.internal.misc=ALL-UNNAMED}
         * @throws OutOfMemoryError if the system does not give the memory
         * @throws CacheFileInUseException if the file is open already
         * @throws IncompatibleCacheFileException if there is a file that does not fit, and that is not to be set aside
         * @throws UncheckedIOException if the file cannot be made or read; a full disk says so here and not later
         */
        public BoundedLru<K, V> build() {
            return new BoundedLru<>(this, false);
        }

        /** Does the same for a cache that is part of another, which has its statistics recorded. */
        BoundedLru<K, V> buildPart() {
            return new BoundedLru<>(this, true);
        }
    }
}
