package io.rendercache.metrics;

import io.rendercache.CacheStats;
import io.rendercache.RenderCache;
import java.util.function.ToLongFunction;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The bean of one cache; knows whether it is registered. Safe for any number of threads. */
final class CacheBean implements RenderCacheMXBean, MBeanRegistration {
    private final String name;
    private final String kind;
    private final Readings readings;
    private volatile boolean registered;

    CacheBean(RenderCache cache) {
        this.name = cache.name();
        this.kind = cache.kind();
        this.readings = new Readings(cache);
    }

    boolean isRegistered() {
        return registered;
    }

    @Override
    public ObjectName preRegister(MBeanServer server, ObjectName objectName) {
        return objectName;
    }

    @Override
    public void postRegister(Boolean done) {
        registered = done;
    }

    @Override
    public void preDeregister() {}

    @Override
    public void postDeregister() {
        registered = false;
    }

    private CacheStats done() {
        return readings.done();
    }

    private long held(ToLongFunction<CacheStats> amount) {
        @Nullable CacheStats stats = readings.held();
        return stats == null ? 0 : amount.applyAsLong(stats);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getKind() {
        return kind;
    }

    @Override
    public boolean isClosed() {
        return readings.isClosed();
    }

    @Override
    public boolean isCollected() {
        return readings.isCollected();
    }

    @Override
    public double getHitRate() {
        return done().hitRate();
    }

    @Override
    public long getHits() {
        return done().hits();
    }

    @Override
    public long getMisses() {
        return done().misses();
    }

    @Override
    public long getLoads() {
        return done().loads();
    }

    @Override
    public long getLoadFailures() {
        return done().loadFailures();
    }

    @Override
    public long getLoadNanos() {
        return done().loadNanos();
    }

    @Override
    public long getPuts() {
        return done().puts();
    }

    @Override
    public long getEvictions() {
        return done().evictions();
    }

    @Override
    public long getRemovedExplicitly() {
        return done().removedExplicitly();
    }

    @Override
    public long getReplaced() {
        return done().replaced();
    }

    @Override
    public long getCleared() {
        return done().cleared();
    }

    @Override
    public long getJobClosed() {
        return done().jobClosed();
    }

    @Override
    public long getRejected() {
        return done().rejected();
    }

    @Override
    public long getReloads() {
        return done().reloads();
    }

    @Override
    public long getRecovered() {
        return done().recovered();
    }

    @Override
    public long getDiscarded() {
        return done().discarded();
    }

    @Override
    public long getCapacity() {
        return done().capacity();
    }

    @Override
    public long getSize() {
        return held(CacheStats::size);
    }

    @Override
    public long getIndexBytes() {
        return held(CacheStats::indexBytes);
    }

    @Override
    public long getSlotBytes() {
        return held(CacheStats::slotBytes);
    }

    @Override
    public long getLargeBytes() {
        return held(CacheStats::largeBytes);
    }

    @Override
    public long getOffHeapBytes() {
        return held(CacheStats::offHeapBytes);
    }

    @Override
    public long getHeldBytes() {
        return held(CacheStats::heldBytes);
    }

    @Override
    public long getJobsOpen() {
        return held(CacheStats::jobsOpen);
    }

    @Override
    public long getOrphaned() {
        return held(CacheStats::orphaned);
    }
}
