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
 * The bytes of a cache with a byte budget, and those of its values that are too large for a slot.
 *
 * <p>A large value is stored before the slot that finds it is published, and removed after that slot has been taken back, so
 * whoever finds the slot finds the value, or comes too late and looks again. Its bytes are reserved before it is stored
 * and released after it is removed, so neither the budget nor the room for large values is ever exceeded. A process that
 * is killed in between leaves a value that no slot finds, which is removed when the file is next opened.
 */
public final class BudgetedStorage implements RemovalBatch.Storage {
    private final String cacheName;
    private final Engine engine;
    private final ByteBudget budget;
    private final @Nullable LargeValueStore large;
    private final @Nullable Lock removalLock;
    private long lostAtOpening;

    /**
     * Creates the holdings of a cache.
     *
     * @param removalLock held while entries leave and until it has been told of them, by many at once; nobody waits for room
     *     with it
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

    /** Returns how many entries were found whose large value was gone. */
    public long lostAtOpening() {
        return lostAtOpening;
    }

    public long heldBytes() {
        return budget.bytes();
    }

    public long largeBytes() {
        return large == null ? 0 : large.reservedBytes();
    }

    long maxBytes() {
        return budget.maxBytes();
    }

    /** Returns the bytes of a large value, or {@code null} if it has left, or is lost. */
    @Override
    public byte @Nullable [] read(LargeValueRef value) {
        return large().read(value);
    }

    /** Writes a large value out; returns whether it was there, or else nothing was written. */
    boolean writeTo(LargeValueRef value, OutputStream out) throws IOException {
        return large().writeTo(value, out);
    }

    void flush() throws IOException {
        if (large != null) {
            large.flush();
        }
    }

    /** Lets go of the large values; who waits for room gets an {@link IllegalStateException}. */
    void close() {
        budget.close();
        if (large != null) {
            large.close();
        }
    }

    /** Does something that makes entries leave, and says farewell to them; a listener is told when the change is over. */
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

    /** Begins to write an entry: what it claims is the entry's once it is kept, and free again if it is closed before. */
    Reservation reservation(RemovalBatch<?, ?> removals) {
        return new Reservation(removals);
    }

    /** Gives back what an entry had that has left. */
    @Override
    public void release(long bytes, @Nullable LargeValueRef value) {
        if (value != null) {
            large().remove(value);
        }
        budget.release(bytes, pieces(value));
    }

    /**
     * Takes over what was found in a file: counts it, removes large values that no slot finds, shows {@code lost} the key
     * and what should find the value of each entry whose large value is gone, and evicts what is over the budget.
     */
    void adopt(RemovalBatch<?, ?> removals, Consumer<Lost> lost) {
        List<Lost> withLarge = new ArrayList<>();
        for (int segment = 0; segment < engine.scanSegments(); segment++) {
            engine.scan(segment, entry -> adopt(entry, withLarge));
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

    /** An entry whose large value may be gone. */
    record Lost(byte[] key, LargeValueRef value) {}

    private void adopt(EntryBytes entry, List<Lost> withLarge) {
        LargeValueRef value = entry.largeValueRef();
        budget.adopt(entry.keyLength() + entry.valueLength(), pieces(value));
        if (value != null) {
            withLarge.add(new Lost(entry.key(), value));
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

    /** How a large value is written. */
    @FunctionalInterface
    interface Source {
        void writeTo(LargeValueWriter writer) throws IOException;
    }

    /** What an entry needs that is being written. For one thread. */
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

        /** Reserves room for an entry that goes into its slot. */
        void reserve(long entryBytes) {
            reserve(entryBytes, 0);
        }

        /** Stores a large value of this length, with room for its key. */
        LargeValueRef store(long keyBytes, long valueBytes, Source source) {
            reserve(keyBytes + valueBytes, large().piecesOf(valueBytes));
            try {
                return store(large().writer(more -> {}), source);
            } catch (IOException e) {
                throw new AssertionError("a value in memory cannot fail to be read", e);
            }
        }

        /** Stores a large value whose length shows when it ends, with room for its key. */
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

        /** Leaves it all to the entry that has been published. */
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
