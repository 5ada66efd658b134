package io.rendercache.internal.store;

import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.EntryBytes;
import io.rendercache.internal.notify.RemovalBatch;
import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueStore;
import io.rendercache.spi.LargeValueWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The byte budget of a cache and its values out of line.
 *
 * <p>A value out of line is stored before the slot that refers to it is published, and removed after that slot has been
 * removed. A reader that finds the slot therefore finds the value, or the slot has changed and the reader looks it up
 * again. The value's bytes are reserved before it is stored and released after it is removed, so neither the budget nor
 * the room for values out of line is ever exceeded. A process that is killed in between leaves a value that no slot
 * refers to; it is removed when the file is next opened.
 */
public final class BudgetedStorage implements RemovalBatch.Storage {
    private final String cacheName;
    private final Engine engine;
    private final ByteBudget budget;
    private final @Nullable LargeValueStore large;
    private final @Nullable Lock removalLock;
    private long lostAtOpening;

    /**
     * Creates the storage of a cache.
     *
     * @param removalLock held while entries are removed and until their removal has been recorded, by many threads at
     *     once; no thread waits for room while it holds it
     */
    BudgetedStorage(
            String cacheName,
            Engine engine,
            long maxBytes,
            @Nullable LargeValueStore large,
            @Nullable Lock removalLock) {
        this.removalLock = removalLock;
        this.cacheName = cacheName;
        this.engine = engine;
        this.large = large;
        this.budget = new ByteBudget(maxBytes, large == null ? 0 : large.maxPieces());
    }

    /** Returns how many entries were dropped at opening because their value out of line was lost. */
    public long lostAtOpening() {
        return lostAtOpening;
    }

    public long heldBytes() {
        return budget.bytes();
    }

    public long largeBytes() {
        return large == null ? 0 : large.reservedBytes();
    }

    /** Returns the bytes of a value out of line, or {@code null} if it has been removed or is lost. */
    @Override
    public byte @Nullable [] read(LargeValueRef value) {
        return large().read(value);
    }

    /** Writes a value out of line to a stream; returns whether it was present. If it was not, nothing was written. */
    boolean writeTo(LargeValueRef value, OutputStream out) throws IOException {
        return large().writeTo(value, out);
    }

    void flush() throws IOException {
        if (large != null) {
            large.flush();
        }
    }

    /** Closes the store of values out of line; threads that wait for room throw {@link IllegalStateException}. */
    void close() {
        budget.close();
        if (large != null) {
            large.close();
        }
    }

    /** Runs a change that removes entries, releases what they held, and then enqueues the removal notifications. */
    boolean change(BooleanSupplier change, RemovalBatch<?, ?> removals) {
        try {
            return changeAndSettle(change, removals);
        } finally {
            removals.record();
        }
    }

    private boolean changeAndSettle(BooleanSupplier change, RemovalBatch<?, ?> removals) {
        if (removalLock != null) {
            removalLock.lock();
        }
        budget.beginChange();
        boolean changed = false;
        try {
            changed = change.getAsBoolean();
            return changed;
        } finally {
            try {
                removals.settle();
            } finally {
                budget.endChange(changed);
                if (removalLock != null) {
                    removalLock.unlock();
                }
            }
        }
    }

    /**
     * Starts to write an entry. What the reservation holds belongs to the entry once it is kept, and is released if it
     * is closed before.
     */
    Reservation reservation(RemovalBatch<?, ?> removals) {
        return new Reservation(removals);
    }

    /** Releases what a removed entry held. */
    @Override
    public void release(long bytes, @Nullable LargeValueRef value) {
        if (value != null) {
            large().remove(value);
        }
        budget.release(bytes, pieces(value));
    }

    /**
     * Adopts what was found in a file: counts it, removes values out of line that no slot refers to, calls {@code lost}
     * with the key and the reference of each entry whose value is lost, and evicts entries until the budget is kept.
     */
    void adopt(RemovalBatch<?, ?> removals, Consumer<Lost> lost) {
        List<Lost> withLarge = new ArrayList<>();
        for (int segment = 0; segment < engine.scanSegments(); segment++) {
            engine.scan(segment, Found::of, found -> adopt(found, withLarge));
        }
        if (large != null) {
            large.retainOnly(withLarge.stream().map(each -> each.value).toList());
            for (Lost each : withLarge) {
                if (!large.isWhole(each.value)) {
                    lostAtOpening++;
                    lost.accept(each);
                }
            }
        }
        while (budget.isExceeded() && evictOne(removals)) {
            // One more has been evicted.
        }
    }

    private boolean evictOne(RemovalBatch<?, ?> removals) {
        try {
            return engine.evictOldest(removals);
        } finally {
            removals.finish();
        }
    }

    /** An entry whose value out of line may be lost. */
    record Lost(byte[] key, LargeValueRef value) {}

    /** An entry that was found in a file. */
    private record Found(byte[] key, long bytes, @Nullable LargeValueRef value) {
        static Found of(EntryBytes entry) {
            return new Found(entry.key(), entry.keyLength() + entry.valueLength(), entry.largeValueRef());
        }
    }

    private void adopt(Found found, List<Lost> withLarge) {
        budget.adopt(found.bytes, pieces(found.value));
        if (found.value != null) {
            withLarge.add(new Lost(found.key, found.value));
        }
    }

    private long pieces(@Nullable LargeValueRef value) {
        return value == null ? 0 : large().piecesOf(value.length());
    }

    private LargeValueStore large() {
        if (large == null) {
            throw new IllegalStateException("cache " + cacheName + " has no room for large values");
        }
        return large;
    }

    /** Writes the bytes of a value out of line. */
    @FunctionalInterface
    interface Source {
        void writeTo(LargeValueWriter writer) throws IOException;
    }

    /** The bytes and pieces reserved for an entry that is being written. Not thread-safe. */
    final class Reservation implements AutoCloseable {
        private final RemovalBatch<?, ?> removals;
        private long bytes;
        private long pieces;
        private boolean holding;
        private boolean kept;
        private @Nullable LargeValueRef stored;

        private Reservation(RemovalBatch<?, ?> removals) {
            this.removals = removals;
        }

        /** Reserves room for an entry whose value is kept in its slot. */
        void reserve(long entryBytes) {
            reserve(entryBytes, 0);
        }

        /** Stores a value of this length out of line, after reserving room for it and its key. */
        LargeValueRef store(long keyBytes, long valueBytes, Source source) {
            reserve(keyBytes + valueBytes, large().piecesOf(valueBytes));
            try {
                return store(large().writer(more -> {}), source);
            } catch (IOException e) {
                throw new AssertionError("a value in memory cannot fail to be read", e);
            }
        }

        /** Stores a value of unknown length out of line, reserving room for it and its key. */
        LargeValueRef store(long keyBytes, Source source, int maxValueBytes) throws IOException {
            if (large == null) {
                throw keyBytes + maxValueBytes > budget.maxBytes() ? tooLarge() : tooLong(maxValueBytes);
            }
            reserve(keyBytes, 0);
            return store(
                    large().writer(more -> {
                        if (bytes - keyBytes + more > maxValueBytes) {
                            throw tooLong(maxValueBytes);
                        }
                        reserve(more, 1);
                    }),
                    source);
        }

        /** Transfers what is reserved to the entry, which has been published. */
        void keep() {
            kept = true;
        }

        @Override
        public void close() {
            try {
                if (!kept && stored != null) {
                    large().remove(stored);
                }
            } finally {
                if (!kept) {
                    budget.release(bytes, pieces);
                }
                if (holding) {
                    budget.endHolding();
                }
            }
        }

        private LargeValueRef store(LargeValueWriter opened, Source source) throws IOException {
            try (LargeValueWriter writer = opened) {
                source.writeTo(writer);
                stored = writer.finish();
                return stored;
            }
        }

        private void reserve(long moreBytes, long morePieces) {
            if (bytes + moreBytes > budget.maxBytes()) {
                throw tooLarge();
            }
            if (!budget.reserve(moreBytes, morePieces, holding, this::evictOne)) {
                throw new IllegalStateException(
                        "cache " + cacheName + ": values that are being written at once take all " + budget.maxBytes()
                                + " bytes of maxBytes; raise it, or write fewer at a time");
            }
            bytes += moreBytes;
            pieces += morePieces;
            holding = true;
        }

        private IllegalArgumentException tooLarge() {
            return new IllegalArgumentException("cache " + cacheName + ": the entry takes more than maxBytes "
                    + budget.maxBytes() + "; raise it when building the cache");
        }

        private IllegalArgumentException tooLong(int maxValueBytes) {
            return new IllegalArgumentException("cache " + cacheName + ": the value takes more than maxValueBytes "
                    + maxValueBytes + "; raise it when building the cache");
        }

        private boolean evictOne() {
            return change(() -> engine.evictOldest(removals), removals);
        }
    }
}
