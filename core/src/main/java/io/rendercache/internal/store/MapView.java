package io.rendercache.internal.store;

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
 * A cache as a {@link ConcurrentMap}. Each operation is atomic; an iterator copies the few entries of one hash bucket
 * at a time, so it needs little memory and never returns a torn entry. It fails once the cache is closed.
 */
public final class MapView<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
    private final LruStore<K, V> store;

    MapView(LruStore<K, V> store) {
        this.store = store;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return store.get(key(key));
    }

    @Override
    public V getOrDefault(@Nullable Object key, V fallback) {
        V value = get(key);
        return value == null ? fallback : value;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return store.containsKey(key(key));
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return super.containsValue(Objects.requireNonNull(value, "value"));
    }

    @Override
    public @Nullable V put(K key, V value) {
        Seen<V> before = new Seen<>();
        store.put(key, value, PutMode.ALWAYS, before);
        return before.value;
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        while (!store.put(key, value, PutMode.IF_ABSENT, null)) {
            V present = store.get(key);
            if (present != null) {
                return present;
            }
        }
        return null;
    }

    @Override
    public @Nullable V replace(K key, V value) {
        Seen<V> before = new Seen<>();
        store.put(key, value, PutMode.IF_PRESENT, before);
        return before.value;
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return store.replace(key, expected, value);
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        Seen<V> before = new Seen<>();
        store.remove(key(key), null, before);
        return before.value;
    }

    @Override
    @SuppressWarnings("unchecked") // As with key(Object).
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        K known = key(key);
        return value != null && store.remove(known, (V) value, null);
    }

    @Override
    public void clear() {
        store.clear();
    }

    @Override
    public int size() {
        return (int) store.engine().size();
    }

    @Override
    public boolean isEmpty() {
        return store.engine().size() == 0;
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new EntrySet();
    }

    @SuppressWarnings("unchecked") // A key of another type fails in the codec with a ClassCastException, as Map allows.
    private K key(@Nullable Object key) {
        return (K) Objects.requireNonNull(key, "key");
    }

    /** Receives a value that an operation replaced or removed. */
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
            store.clear();
        }

        @Override
        @SuppressWarnings("unchecked") // As with key(Object).
        public boolean contains(@Nullable Object other) {
            if (!(other instanceof Map.Entry<?, ?> entry) || entry.getKey() == null || entry.getValue() == null) {
                return false;
            }
            return store.holds((K) entry.getKey(), (V) entry.getValue());
        }

        @Override
        public boolean remove(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && MapView.this.remove(entry.getKey(), entry.getValue());
        }
    }

    private final class EntryIterator implements Iterator<Entry<K, V>> {
        private final Deque<Entry<K, V>> segment = new ArrayDeque<>();
        private int nextSegment;
        private @Nullable K last;

        @Override
        public boolean hasNext() {
            Engine engine = store.engine();
            while (segment.isEmpty() && nextSegment < engine.scanSegments()) {
                segment.addAll(store.segment(nextSegment++));
            }
            return !segment.isEmpty();
        }

        @Override
        public Entry<K, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry<K, V> next = segment.remove();
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
            store.remove(key, null, null);
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
            store.put(getKey(), value, PutMode.ALWAYS, null);
            return super.setValue(value);
        }
    }
}
