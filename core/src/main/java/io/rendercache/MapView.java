package io.rendercache;

import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.PutMode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cache as a {@link ConcurrentMap}. Each operation is atomic; an iterator copies the few entries of one hash bucket at a
 * time, so it costs no memory to speak of and shows no entry torn. It fails once the cache is closed.
 */
final class MapView<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
    private final Entries<K, V> cache;

    MapView(Entries<K, V> cache) {
        this.cache = cache;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return cache.get(key(key));
    }

    @Override
    public V getOrDefault(@Nullable Object key, V fallback) {
        V value = get(key);
        return value == null ? fallback : value;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return cache.containsKey(key(key));
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return super.containsValue(Objects.requireNonNull(value, "value"));
    }

    @Override
    public @Nullable V put(K key, V value) {
        Seen<V> before = new Seen<>();
        cache.write(key, value, PutMode.ALWAYS, before);
        return before.value;
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        while (!cache.write(key, value, PutMode.IF_ABSENT, null)) {
            V present = cache.get(key);
            if (present != null) {
                return present;
            }
        }
        return null;
    }

    @Override
    public @Nullable V replace(K key, V value) {
        Seen<V> before = new Seen<>();
        cache.write(key, value, PutMode.IF_PRESENT, before);
        return before.value;
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return cache.replace(key, expected, value);
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        Seen<V> before = new Seen<>();
        cache.remove(key(key), null, before);
        return before.value;
    }

    @Override
    @SuppressWarnings("unchecked") // As with key(Object).
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        K known = key(key);
        return value != null && cache.remove(known, (V) value, null);
    }

    @Override
    public void clear() {
        cache.clear();
    }

    @Override
    public int size() {
        return (int) cache.engine().size();
    }

    @Override
    public boolean isEmpty() {
        return cache.engine().size() == 0;
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new EntrySet();
    }

    @SuppressWarnings("unchecked") // A key of another type fails in the codec with a ClassCastException, as Map allows.
    private K key(@Nullable Object key) {
        return (K) Objects.requireNonNull(key, "key");
    }

    /** A value that an operation came across. */
    private static final class Seen<V> implements Consumer<V> {
        private @Nullable V value;

        @Override
        public void accept(V seen) {
            value = seen;
        }
    }

    private final class EntrySet extends AbstractSet<Entry<K, V>> {
        @Override
        public Iterator<Entry<K, V>> iterator() {
            return new EntryIterator();
        }

        @Override
        public int size() {
            return MapView.this.size();
        }

        @Override
        public void clear() {
            cache.clear();
        }

        @Override
        @SuppressWarnings("unchecked") // As with key(Object).
        public boolean contains(@Nullable Object other) {
            if (!(other instanceof Map.Entry<?, ?> entry) || entry.getKey() == null || entry.getValue() == null) {
                return false;
            }
            return cache.holds((K) entry.getKey(), (V) entry.getValue());
        }

        @Override
        public boolean remove(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && MapView.this.remove(entry.getKey(), entry.getValue());
        }
    }

    private final class EntryIterator implements Iterator<Entry<K, V>> {
        private final Deque<Entry<K, V>> portion = new ArrayDeque<>();
        private int nextPortion;
        private @Nullable K last;

        @Override
        public boolean hasNext() {
            Engine engine = cache.engine();
            while (portion.isEmpty() && nextPortion < engine.portions()) {
                portion.addAll(cache.portion(nextPortion++));
            }
            return !portion.isEmpty();
        }

        @Override
        public Entry<K, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry<K, V> next = portion.remove();
            last = next.getKey();
            return new WritableEntry(next.getKey(), next.getValue());
        }

        @Override
        public void remove() {
            K key = last;
            if (key == null) {
                throw new IllegalStateException("remove() without next() before it");
            }
            last = null;
            cache.remove(key, null, null);
        }
    }

    /** An entry whose {@code setValue} writes through. */
    private final class WritableEntry extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        WritableEntry(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            cache.write(getKey(), value, PutMode.ALWAYS, null);
            return super.setValue(value);
        }
    }
}
