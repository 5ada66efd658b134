package io.rendercache.metrics;

import io.rendercache.BoundedLru;
import io.rendercache.CacheFeature;
import io.rendercache.CacheStats;
import io.rendercache.Registration;
import io.rendercache.RenderCache;
import io.rendercache.codec.Codecs;
import java.util.Set;

/** A cache as another module may implement it: of a kind and with features that none of ours has together. */
final class ForeignCache implements RenderCache {
    private final BoundedLru<String, Long> cache;
    private final Set<CacheFeature> features;

    ForeignCache(String name, CacheFeature... features) {
        this.cache =
                BoundedLru.builder(Codecs.utf8(), Codecs.int64()).name(name).build();
        this.features = Set.of(features);
    }

    @Override
    public String name() {
        return cache.name();
    }

    @Override
    public String kind() {
        return "Foreign";
    }

    @Override
    public Set<CacheFeature> features() {
        return features;
    }

    @Override
    public long size() {
        return cache.size();
    }

    @Override
    public CacheStats stats() {
        return cache.stats();
    }

    @Override
    public void countReloads() {
        cache.countReloads();
    }

    @Override
    public Registration onClose(Runnable action) {
        return cache.onClose(action);
    }

    @Override
    public boolean isClosed() {
        return cache.isClosed();
    }

    @Override
    public void close() {
        cache.close();
    }
}
