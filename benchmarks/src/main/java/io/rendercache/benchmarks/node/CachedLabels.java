package io.rendercache.benchmarks.node;

import io.rendercache.CacheStats;
import io.rendercache.FileStamp;
import io.rendercache.ImageLabel;
import io.rendercache.ImageLabelCache;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Asks the cache, which is mapped to a file. All but {@link #restart} is safe for any number of threads. */
final class CachedLabels implements Labels {
    /** The cache keeps no label of a file that is younger. */
    private static final long SETTLED_NANOS = Duration.ofSeconds(2).toNanos();

    /** Enough where clock and file system agree; where they do not, the labels are not kept, and the table shows it. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

    private final ImageIndex index;
    private final Path file;
    private final Labeller labeller;
    private volatile ImageLabelCache cache;
    private long hitsBefore;
    private long evictionsBefore;
    private long notKeptBefore;

    CachedLabels(ImageIndex index, Path file) {
        this.index = index;
        this.file = file;
        this.labeller = new Labeller(index.vocabulary());
        this.cache = open(file);
    }

    @Override
    public Optional<ImageLabel> label(int row) {
        return cache.label(index.embeddings(), row, index.vocabulary(), index.topK(), labeller);
    }

    @Override
    public void awaitSettled(Consumer<String> progress, BooleanSupplier stopped) {
        long began = System.nanoTime();
        long left = unsettledNanos();
        if (left > 0) {
            progress.accept(String.format(
                    Locale.ROOT,
                    "labels: waiting %.1f s, for no label is kept of files younger than 2 s",
                    Math.min(left, LONGEST_WAIT_NANOS) / 1e9));
        }
        while (unsettledNanos() > 0 && System.nanoTime() - began < LONGEST_WAIT_NANOS && !stopped.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public Restart restart() {
        CacheStats before = cache.stats();
        hitsBefore += before.hits();
        evictionsBefore += before.evictions();
        notKeptBefore += cache.notKept();
        cache.close();
        long closed = System.nanoTime();
        cache = open(file);
        long nanos = System.nanoTime() - closed;
        CacheStats after = cache.stats();
        return new Restart(before.size(), after.recovered(), after.discarded(), nanos);
    }

    @Override
    public Cost cost() {
        CacheStats stats = cache.stats();
        return new Cost(
                labeller.loads(),
                hitsBefore + stats.hits(),
                evictionsBefore + stats.evictions(),
                notKeptBefore + cache.notKept(),
                stats.offHeapBytes());
    }

    @Override
    public void close() {
        cache.close();
    }

    private long unsettledNanos() {
        return Math.max(untilSettled(index.embeddings()), untilSettled(index.vocabulary()));
    }

    private static long untilSettled(Path file) {
        FileStamp stamp = FileStamp.of(file);
        Instant now = Instant.now();
        long nowNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return Math.max(stamp.modifiedNanos(), stamp.changedNanos()) + SETTLED_NANOS - nowNanos;
    }

    private static ImageLabelCache open(Path file) {
        return ImageLabelCache.builder().mappedTo(file).name("node-labels").build();
    }
}
