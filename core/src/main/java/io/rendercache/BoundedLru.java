package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.internal.load.LoadInterruptedException;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.store.LruStore;
import io.rendercache.internal.store.SizeLimits;
import io.rendercache.internal.store.StoreConfig;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map of at most {@code maxEntries} entries outside the heap that evicts the least recently used.
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
 * every instant. Keys and values are compared by their encoded bytes and are never {@code null}.
 *
 * <p>After {@link #close} every method except {@code close} throws {@link IllegalStateException}, also in threads that
 * were inside the cache when it was closed.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class BoundedLru<K, V> implements RenderCache {
    private final String name;
    private final int maxEntries;
    private final LruStore<K, V> store;
    private final CloseActions closeActions;
    private final JfrRegistration recorded;

    private BoundedLru(StoreConfig<K, V> config) {
        this.name = config.name();
        this.maxEntries = config.limits().maxEntries();
        this.store = FileExceptions.translated(() -> new LruStore<>(config));
        this.closeActions = new CloseActions(name);
        this.recorded = JfrRegistration.enter(this);
    }

    /**
     * Returns a builder of a cache with keys and values of these codecs.
     *
     * @param <K> keys
     * @param <V> values
     * @param keys the codec of keys; equal keys must have equal bytes
     * @param values the codec of values
     * @return a builder with the defaults
     */
    public static <K, V> Builder<K, V> builder(Codec<K> keys, Codec<V> values) {
        return new Builder<>(Objects.requireNonNull(keys, "keys"), Objects.requireNonNull(values, "values"));
    }

    /**
     * {@return the key's value, or {@code null} if the key is absent} Makes the entry the most recently used.
     *
     * @param key the key
     * @throws IllegalArgumentException if the key has no encoding
     */
    public @Nullable V get(K key) {
        return store.get(key);
    }

    /**
     * Returns the key's value; if the key is absent, calls {@code loader} and caches its answer.
     *
     * <p>At most one loader runs for a key at a time, outside all locks; other callers wait for its answer. {@code
     * null} is returned to all of them and not cached. An exception of the loader is thrown to its own caller, and the
     * waiting threads try in turn. An answer that is too large for the cache is returned and not cached; so is one
     * whose load was invalidated by a {@link #remove}, {@link #put} or {@link #clear}.
     *
     * <p>A loader must not wait, for a future, a lock or a queue, for another thread that asks for the same key: both
     * wait for ever, undetected, until the other thread is interrupted.
     *
     * @param key the key
     * @param loader computes the value; called outside all locks, and may use the cache
     * @return the value, or {@code null} if the loader returned {@code null}
     * @throws IllegalArgumentException if the key or the loader's value has no encoding
     * @throws IllegalStateException if the loader asks for the key that it is loading, directly or through other loads
     * @throws CacheLoadingException if the thread is interrupted while it waits for the load of another thread; the
     *     interrupt status stays set
     */
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        try {
            return store.get(key, loader);
        } catch (LoadInterruptedException e) {
            throw new CacheLoadingException(e);
        }
    }

    /**
     * Sets the key's value and makes its entry the most recently used.
     *
     * @param key the key
     * @param value its value
     * @throws IllegalArgumentException if the key or the value has no encoding or is too large for a slot
     */
    public void put(K key, V value) {
        store.put(key, value);
    }

    /**
     * Removes the key's entry.
     *
     * @param key the key
     * @return whether there was one
     * @throws IllegalArgumentException if the key has no encoding
     */
    public boolean remove(K key) {
        return store.remove(key);
    }

    /**
     * {@return whether the key is present} Does not affect recency or statistics.
     *
     * @param key the key
     * @throws IllegalArgumentException if the key has no encoding
     */
    public boolean containsKey(K key) {
        return store.containsKey(key);
    }

    /** Removes all entries that are present now. */
    public void clear() {
        store.clear();
    }

    @Override
    public void countReloads() {
        store.engine().countReloads();
    }

    /** {@return the number of entries, at no instant more than {@link #maxEntries}} */
    @Override
    public long size() {
        return store.engine().size();
    }

    /** {@return the maximum number of entries} */
    public int maxEntries() {
        return maxEntries;
    }

    /**
     * Forces all entries to the disk if the cache is mapped to a file; otherwise does nothing. Entries survive the end
     * of the process without it; it is needed only to survive the end of the machine.
     *
     * @throws UncheckedIOException if an I/O error occurs
     */
    public void flush() {
        store.flush();
    }

    /** {@return the cache's name} */
    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<CacheFeature> features() {
        return Set.of(CacheFeature.LOADING);
    }

    /** {@return the statistics of the cache} */
    @Override
    public CacheStats stats() {
        return CacheStatsAdapter.of(store);
    }

    /**
     * {@return a view of the cache as a map} Its reads affect recency and statistics as {@link #get} does, its writes
     * as {@link #put} does. Its iterators are weakly consistent, do not affect recency, and return each entry that is
     * present throughout exactly once. It refuses {@code null}. Values are compared by their encoded bytes.
     */
    public ConcurrentMap<K, V> asMap() {
        return store.asMap();
    }

    /**
     * Closes the cache and delivers queued notifications to its listener, for at most 5 s. Idempotent. The memory is
     * returned to the system at a garbage collection after the last thread has left the cache.
     */
    @Override
    public void close() {
        recorded.leave();
        try {
            store.close();
        } finally {
            closeActions.run();
        }
    }

    @Override
    public String toString() {
        return "BoundedLru[" + name + ", maxEntries " + maxEntries + (store.isClosed() ? ", closed]" : "]");
    }

    @Override
    public Registration onClose(Runnable action) {
        return closeActions.add(action);
    }

    @Override
    public boolean isClosed() {
        return store.isClosed();
    }

    /** Returns the engine, for tests. */
    Engine engine() {
        return store.engine();
    }

    /** Returns the store, for tests and for caches made of this one. */
    LruStore<K, V> store() {
        return store;
    }

    /**
     * Builds a cache; see {@link BoundedLru#builder}.
     *
     * @param <K> keys
     * @param <V> values
     */
    public static final class Builder<K, V> {
        private final Codec<K> keys;
        private final Codec<V> values;
        private int maxEntries = 1_000;
        private int maxKeyBytes = 256;
        private int maxValueBytes = 256;
        private int inlineValueBytes;
        private long maxBytes;
        private int stripes;
        private String name = "bounded-lru";
        private OnIncompatible onIncompatible = OnIncompatible.FAIL;
        private @Nullable Path file;
        private @Nullable CacheListener<? super K, ? super V> listener;

        private Builder(Codec<K> keys, Codec<V> values) {
            this.keys = keys;
            this.values = values;
        }

        /**
         * Sets the maximum number of entries, 1 to 2^30; 1,000 unless set.
         *
         * @param entries how many
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> maxEntries(int entries) {
            this.maxEntries = Checks.between(1, SizeLimits.MOST_ENTRIES, entries, "maxEntries");
            return this;
        }

        /**
         * Sets the maximum length of a key in encoded bytes, at least 1; 256 unless set. Every slot reserves that much.
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
         * Sets the maximum length of a value in encoded bytes, 0 to 2^28; 256 unless set. Every slot reserves that
         * much, up to {@link #inlineValueBytes}.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> maxValueBytes(int bytes) {
            this.maxValueBytes = Checks.between(0, SizeLimits.MOST_VALUE_BYTES, bytes, "maxValueBytes");
            return this;
        }

        /**
         * Sets the maximum length of a value that is kept in its slot, at least 32. Longer ones, up to {@link
         * #maxValueBytes}, need the artifact {@code io.rendercache:rendercache-large}, which requires more JVM flags.
         * Unless set, {@link #maxValueBytes} where that is at most 65,536, and else 256.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> inlineValueBytes(int bytes) {
            this.inlineValueBytes = Checks.atLeast(SizeLimits.FEWEST_INLINE_BYTES, bytes, "inlineValueBytes");
            return this;
        }

        /**
         * Sets the maximum number of bytes of all keys and values together, at least 1. A write evicts as many of the
         * oldest entries as it needs, and the bound holds at every instant. A single entry that is larger is refused.
         * Unless set there is no such bound, except in caches with values too large for a slot, where it is 256 MB or
         * {@link #maxValueBytes}, whichever is more. A value that is overwritten counts until the new one is stored, so
         * a write to a cache near its bound may evict the very entry that it overwrites: the key is then absent for a
         * moment, and {@code replace} of the map view reports that there was nothing to replace.
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
         * Keeps the cache in a file, so that its entries outlive the process. The file is created if it does not exist,
         * for its owner only, with all its disk space reserved; it is open in one process at a time. If the process is
         * killed at any moment, a key has the value last put, or is absent, and losses are counted. A symbolic link is
         * not followed.
         *
         * @param path the file; its folder must exist
         * @return this builder
         */
        public Builder<K, V> mappedTo(Path path) {
            this.file = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Sets what happens to a file that does not fit this cache; it is refused unless set otherwise.
         *
         * @param what whether to refuse the file, or to set it aside and start empty
         * @return this builder
         */
        public Builder<K, V> onIncompatible(OnIncompatible what) {
            this.onIncompatible = Objects.requireNonNull(what, "what");
            return this;
        }

        /**
         * Sets the number of independently locked parts that the cache is divided into, 1 to 4,096, rounded up to a
         * power of two and lowered so that each has 16 entries. Unless set, four for each processor, at least 16,
         * lowered so that each has 64 entries. With more, more threads insert at once; with fewer, the order of
         * eviction is closer to exact.
         *
         * @param count how many
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder<K, V> stripes(int count) {
            this.stripes = Checks.between(1, SizeLimits.MOST_STRIPES, count, "stripes");
            return this;
        }

        /**
         * Sets the name of the cache in messages and statistics.
         *
         * @param text the name
         * @return this builder
         */
        public Builder<K, V> name(String text) {
            this.name = Objects.requireNonNull(text, "name");
            return this;
        }

        /**
         * Sets the listener that is notified of removals and of failed loads.
         *
         * @param heard the listener, which is called in a thread of the library; at most one, the last that is set
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
         *     java.base/jdk.internal.misc=ALL-UNNAMED}, or if values may be too large for a slot and the artifact
         *     {@code io.rendercache:rendercache-large} or its flags are missing; nothing has been allocated then
         * @throws IllegalArgumentException if the cache needs more memory than the machine or its container has,
         *     including swap (known on Linux), or more disk than the file system has; nothing has been allocated then
         * @throws OutOfMemoryError if the system refuses the memory
         * @throws CacheFileInUseException if the file is already open
         * @throws IncompatibleCacheFileException if the file exists and does not fit, unless it is to be set aside
         * @throws UncheckedIOException if the file cannot be created or read; a full disk is detected here and not
         *     later
         */
        public BoundedLru<K, V> build() {
            return new BoundedLru<>(config());
        }

        private StoreConfig<K, V> config() {
            return new StoreConfig<>(
                    name,
                    keys,
                    values,
                    SizeLimits.of(maxEntries, maxKeyBytes, inlineValueBytes, maxValueBytes, maxBytes),
                    stripes,
                    file,
                    onIncompatible == OnIncompatible.RECREATE,
                    ListenerAdapter.of(listener),
                    null,
                    null,
                    "lower maxValueBytes, or raise inlineValueBytes, until values fit a slot");
        }
    }
}
