package io.rendercache.internal.lru;

import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.marshal.ValueReader;
import io.rendercache.testing.RecencyModel;
import org.jspecify.annotations.Nullable;

/** An engine's read and write path in one, for tests. */
public final class EngineView<K, V> {
    private final ReadPath<K, V> reads;
    private final WritePath<K, V> writes;

    public EngineView(Engine engine, KeySlotCodec<K> keys, SlotCodec<V> values, int owner, HitCounter counter) {
        this.reads = new ReadPath<>(engine, keys, values, counter);
        this.writes = new WritePath<>(engine, keys, values, owner);
    }

    /** Returns an empty model of the recency of an empty engine. */
    public static <K, V> RecencyModel<K, V> recencyModel(Engine engine) {
        return new RecencyModel<>(
                engine.maxEntries(), engine.grainBits(), engine.stripes().clock.number());
    }

    public long getLong(K key, long absent) {
        return reads.getLong(key, absent);
    }

    public long getLong(PreparedKey prepared, K key, long absent) {
        return reads.getLong(prepared, key, absent);
    }

    public <C> @Nullable C get(K key, ValueReader<C> reader) {
        return reads.get(key, reader);
    }

    public <C> @Nullable C copy(K key, ValueReader<C> reader, boolean touch) {
        return reads.copy(key, reader, touch);
    }

    public boolean contains(K key) {
        return reads.contains(key);
    }

    public boolean holds(K key, V value) {
        return reads.holds(key, value);
    }

    public void missed(K key) {
        reads.missed(key);
    }

    public boolean put(K key, V value, PutMode mode, WriteGuard guard, @Nullable RemovalSink removals) {
        return writes.put(key, value, mode, guard, removals);
    }

    public boolean replace(K key, V expected, V value, @Nullable RemovalSink removals) {
        return writes.replace(key, expected, value, WriteGuard.ALWAYS, removals);
    }

    public boolean remove(K key, @Nullable V expected, RemovalReason why, @Nullable RemovalSink removals) {
        return writes.remove(key, expected, why, removals);
    }
}
