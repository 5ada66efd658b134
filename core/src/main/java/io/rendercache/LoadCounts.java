package io.rendercache;

import io.rendercache.internal.jfr.CacheEvents;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.RemovalReason;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what happens outside the engine: loads, which it also records, and what was too large to keep. */
final class LoadCounts {
    private final String cacheName;
    private final LongAdder loads = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    LoadCounts(String cacheName) {
        this.cacheName = cacheName;
    }

    /** Begins a load in this thread. */
    Timing begin() {
        return new Timing();
    }

    /** One load under way, which either returns or throws. For one thread. */
    final class Timing {
        private final CacheEvents.LoadSpan span = CacheEvents.beginLoad();
        private final long startNanos = System.nanoTime();

        void returned(Object key) {
            nanos.add(System.nanoTime() - startNanos);
            loads.increment();
            span.end(cacheName, key, null);
        }

        void threw(Object key, Throwable failure) {
            nanos.add(System.nanoTime() - startNanos);
            failures.increment();
            span.end(cacheName, key, failure);
        }
    }

    void rejected() {
        rejected.increment();
    }

    CacheStats stats(Engine engine, @Nullable Holdings holdings, long hits, long misses) {
        return stats(engine, holdings, hits, misses, 0, 0);
    }

    CacheStats stats(Engine engine, @Nullable Holdings holdings, long hits, long misses, long jobsOpen, long orphaned) {
        long replaced = engine.departed(RemovalReason.REPLACED);
        return new CacheStats(
                hits,
                misses,
                loads.sum(),
                failures.sum(),
                nanos.sum(),
                engine.inserts() + replaced,
                engine.departed(RemovalReason.EVICTED),
                engine.departed(RemovalReason.EXPLICIT),
                replaced,
                engine.departed(RemovalReason.CLEARED),
                engine.departed(RemovalReason.OWNER_CLEARED),
                rejected.sum(),
                engine.size(),
                engine.maxEntries(),
                engine.indexBytes(),
                engine.slotBytes(),
                holdings == null ? 0 : holdings.largeBytes(),
                holdings == null ? 0 : holdings.heldBytes(),
                engine.recovered() - (holdings == null ? 0 : holdings.lostAtOpening()),
                engine.discarded(),
                engine.reloads(),
                jobsOpen,
                orphaned);
    }
}
