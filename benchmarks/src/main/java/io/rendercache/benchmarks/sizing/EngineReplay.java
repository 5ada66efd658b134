package io.rendercache.benchmarks.sizing;

import io.rendercache.BoundedLru;
import io.rendercache.codec.Codecs;

/** This engine at one capacity, looked up and filled as the references have it. Not safe for several threads. */
final class EngineReplay implements References.Sink, AutoCloseable {
    private final BoundedLru<Long, Long> cache;

    EngineReplay(int capacity) {
        cache = BoundedLru.builder(Codecs.int64(), Codecs.int64())
                .maxEntries(capacity)
                .name("sizing")
                .build();
    }

    @Override
    public void reference(long key) {
        if (cache.get(key) == null) {
            cache.put(key, key);
        }
    }

    @Override
    public void remove(long key) {
        cache.remove(key);
    }

    long misses() {
        return cache.stats().misses();
    }

    @Override
    public void close() {
        cache.close();
    }
}
