package io.rendercache;

import io.rendercache.internal.load.LoadStats;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.store.BudgetedStorage;
import io.rendercache.internal.store.LruStore;
import org.jspecify.annotations.Nullable;

/** Converts internal counts to public statistics. */
final class CacheStatsAdapter {
    private CacheStatsAdapter() {}

    static CacheStats of(LruStore<?, ?> store) {
        return of(
                store.engine(),
                store.storage(),
                store.loadStats(),
                store.counter().hits(),
                store.counter().misses(),
                0,
                0);
    }

    static CacheStats of(
            Engine engine,
            @Nullable BudgetedStorage storage,
            LoadStats loads,
            long hits,
            long misses,
            long jobsOpen,
            long orphaned) {
        long replaced = engine.removed(RemovalReason.REPLACED);
        return new CacheStats(
                hits,
                misses,
                loads.loads(),
                loads.failures(),
                loads.nanos(),
                engine.inserts() + replaced,
                engine.removed(RemovalReason.EVICTED),
                engine.removed(RemovalReason.EXPLICIT),
                replaced,
                engine.removed(RemovalReason.CLEARED),
                engine.removed(RemovalReason.OWNER_CLEARED),
                loads.rejections(),
                engine.size(),
                engine.maxEntries(),
                engine.indexBytes(),
                engine.slotBytes(),
                storage == null ? 0 : storage.largeBytes(),
                storage == null ? 0 : storage.heldBytes(),
                engine.recovered() - (storage == null ? 0 : storage.lostAtOpening()),
                engine.discarded(),
                engine.reloads(),
                jobsOpen,
                orphaned);
    }
}
