package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.marshal.StringSlotCodec;
import io.rendercache.testing.RecencyModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine beside a model of its recency: each answer of the engine must be the model's, and each victim admissible.
 * For one thread at a time.
 */
final class ModelledEngine<K> {
    private static final LongSlotCodec VALUES = new LongSlotCodec();
    private static final int OLDER_SHOWN = 5;
    private static final long ABSENT = Long.MIN_VALUE;

    private final KeySlotCodec<K> keys;
    private final Function<byte[], K> decoder;
    private final int owner;
    private final RecencyModel<K, Long> model;
    private final List<K> evicted = new ArrayList<>();
    private final RemovalSink removals;
    private final Map<K, PreparedKey> prepared = new HashMap<>();
    private String where;
    private Engine engine;
    private EngineView<K, Long> view;

    private ModelledEngine(Engine engine, KeySlotCodec<K> keys, Function<byte[], K> decoder, int owner, String where) {
        this.keys = keys;
        this.decoder = decoder;
        this.owner = owner;
        this.where = where;
        this.engine = engine;
        this.view = new EngineView<>(engine, keys, VALUES, owner, new HitCounter());
        this.model = EngineView.recencyModel(engine);
        this.removals = (entry, why) -> {
            if (why == RemovalReason.EVICTED) {
                evicted.add(this.decoder.apply(entry.key()));
            }
        };
    }

    /** Returns an engine of numbers for keys, whose entries have this owner. */
    static ModelledEngine<Long> ofLongs(Engine engine, int owner, String where) {
        return of(engine, new LongSlotCodec(), owner, where);
    }

    /** Returns an engine of numbers for keys with a hash of their own. */
    static ModelledEngine<Long> of(Engine engine, KeySlotCodec<Long> keys, int owner, String where) {
        return new ModelledEngine<>(engine, keys, ModelledEngine::longKey, owner, where);
    }

    /** Returns an engine of strings for keys. */
    static ModelledEngine<String> ofStrings(Engine engine, String where) {
        return new ModelledEngine<>(
                engine, new StringSlotCodec(new byte[0]), key -> new String(key, StandardCharsets.UTF_8), 0, where);
    }

    /** Returns the number of which these are a key's bytes. */
    static long longKey(byte[] key) {
        return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getLong();
    }

    /** Names the step in messages. */
    void where(String text) {
        this.where = text;
    }

    Engine engine() {
        return engine;
    }

    RecencyModel<K, Long> model() {
        return model;
    }

    int grain() {
        return 1 << engine.grainBits();
    }

    /** Continues with the engine of the same file, opened again. */
    void continueWith(Engine opened) {
        assertEquals(engine.grainBits(), opened.grainBits(), where);
        assertEquals(model.now(), opened.stripes().clock.number(), () -> where + ": clock");
        this.engine = opened;
        this.prepared.clear();
        this.view = new EngineView<>(opened, keys, VALUES, owner, new HitCounter());
        assertEquals(model.size(), opened.recovered(), where);
        assertEquals(0, opened.discarded(), where);
        checkSize();
    }

    /** Inserts or overwrites; returns the key evicted, {@code null} if none was. */
    @Nullable
    K put(K key, long value) {
        put(key, value, PutMode.ALWAYS);
        return evicted.isEmpty() ? null : evicted.get(0);
    }

    boolean put(K key, long value, PutMode mode) {
        boolean present = model.containsKey(key);
        boolean writes = mode == PutMode.ALWAYS || mode == PutMode.IF_PRESENT == present;
        boolean evicts = writes && !present && model.isFull();
        evicted.clear();

        boolean written = view.put(key, value, mode, WriteGuard.ALWAYS, removals);

        judgeVictims(evicts ? 1 : 0);
        assertEquals(writes, written, () -> where + ": put of " + key);
        if (writes) {
            model.put(key, value);
        }
        checkSize();
        return written;
    }

    boolean replace(K key, long expected, long value) {
        boolean replaces = model.holds(key, expected);

        boolean replaced = view.replace(key, expected, value, removals);

        assertEquals(replaces, replaced, () -> where + ": replace of " + key);
        if (replaces) {
            model.put(key, value);
        }
        return replaced;
    }

    /** Gets by a prepared key, which remembers the place of the entry. */
    void getPrepared(K key) {
        PreparedKey remembered = prepared.computeIfAbsent(key, unused -> new PreparedKey());

        long value = view.getLong(remembered, key, ABSENT);

        Long expected = model.get(key);
        assertEquals(expected == null ? ABSENT : expected, value, () -> where + ": prepared get of " + key);
    }

    @Nullable
    Long get(K key) {
        Long value = view.get(key, VALUES);

        assertEquals(model.get(key), value, () -> where + ": get of " + key);
        return value;
    }

    boolean contains(K key) {
        boolean contained = view.contains(key);

        assertEquals(model.containsKey(key), contained, () -> where + ": contains of " + key);
        return contained;
    }

    boolean remove(K key) {
        boolean removed = view.remove(key, null, RemovalReason.EXPLICIT, null);

        assertEquals(model.remove(key), removed, () -> where + ": remove of " + key);
        checkSize();
        return removed;
    }

    void evictOldest() {
        boolean evicts = model.size() > 0;
        evicted.clear();

        boolean done = engine.evictOldest(removals);

        assertEquals(evicts, done, () -> where + ": evictOldest");
        judgeVictims(evicts ? 1 : 0);
        checkSize();
    }

    void clear() {
        engine.clear(null);
        model.clear();
        checkSize();
    }

    private void judgeVictims(int expected) {
        assertEquals(expected, evicted.size(), () -> where + ": evicted " + evicted);
        for (K victim : evicted) {
            if (!model.isAdmissibleVictim(victim)) {
                throw new AssertionError(where + ": evicted " + model.describe(victim) + olderThan(victim)
                        + ", the clock is at " + model.now());
            }
            model.remove(victim);
        }
    }

    private String olderThan(K victim) {
        if (!model.containsKey(victim)) {
            return "";
        }
        List<K> older = model.certainlyOlderThan(victim);
        return ", but " + older.size() + " entries are certainly older: "
                + older.stream().limit(OLDER_SHOWN).map(model::describe).toList();
    }

    private void checkSize() {
        assertEquals(model.size(), engine.size(), () -> where + ": size");
    }
}
