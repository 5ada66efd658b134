package io.rendercache.cli;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.SlotState;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads all slots of a file in turn, also while a cache writes to it.
 *
 * <p>Each slot is visited as it was at one moment. Every part of a file that is not closed is read twice; a slot whose
 * version changed in between, and one that is not a whole entry, is read again by itself: version, slot, version. It is
 * accepted if the version is the same before and after and the slot is not half-written. A half-written slot is waited
 * for, but only while the holder of the file is alive, and not for longer than {@link #PATIENCE_NANOS} in all.
 */
final class SlotScan {
    /** Receives each slot, which is valid only during the call. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to continue. */
        boolean visit(Slot slot) throws IOException;
    }

    /** A hook between two readings of a slot; a test puts a writer there. */
    @FunctionalInterface
    interface Pause {
        /** Waits for this attempt's turn. */
        void take(int attempt);
    }

    static final int ATTEMPTS = 100;
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int CHUNK_BYTES = 1 << 20;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final CacheReader reader;
    private final Pause pause;
    private final int slotBytes;
    private final int maxEntries;
    private final byte[] one;
    private final byte[] word = new byte[Long.BYTES];
    private final Slot slot;
    private long waitedNanos;
    private boolean mayChange;
    private boolean sawTorn;

    SlotScan(CacheReader reader) {
        this(reader, attempt -> LockSupport.parkNanos(PAUSE_NANOS));
    }

    SlotScan(CacheReader reader, Pause pause) {
        FileGeometry geometry = reader.geometry();
        this.reader = reader;
        this.pause = pause;
        this.slotBytes = geometry.slotBytes();
        this.maxEntries = geometry.maxEntries();
        this.one = new byte[slotBytes];
        this.slot = new Slot(reader.header());
        this.mayChange = reader.holder().lives();
    }

    /** Visits all slots. */
    void run(Visitor visitor) throws IOException {
        int slotsInChunk = Math.min(maxEntries, Math.max(1, CHUNK_BYTES / slotBytes));
        byte[] chunk = new byte[slotsInChunk * slotBytes];
        boolean readTwice = !reader.holder().isClean();
        byte[] again = new byte[readTwice ? chunk.length : 0];
        for (int first = 1; first > 0 && first <= maxEntries; first += slotsInChunk) {
            int count = Math.min(slotsInChunk, maxEntries - first + 1);
            reader.read(reader.slotPosition(first), chunk, 0, count * slotBytes);
            if (readTwice) {
                reader.read(reader.slotPosition(first), again, 0, count * slotBytes);
            }
            for (int i = 0; i < count; i++) {
                int at = i * slotBytes;
                boolean moved = readTwice && Slot.versionAt(chunk, at) != Slot.versionAt(again, at);
                slot.moveTo(first + i, chunk, at);
                if (moved || slot.state() == SlotState.TORN || slot.state() == SlotState.DAMAGED) {
                    settle(first + i);
                }
                if (!visitor.visit(slot)) {
                    return;
                }
            }
        }
    }

    /** Returns the slot with this number as it is now; the same object, moved. */
    Slot read(int number) throws IOException {
        settle(number);
        return slot;
    }

    /** Reads a slot until it does not change. */
    private void settle(int number) throws IOException {
        long position = reader.slotPosition(number);
        for (int attempt = 0; ; attempt++) {
            reader.read(position, word, 0, Long.BYTES);
            long before = Slot.versionAt(word, 0);
            reader.read(position, one, 0, slotBytes);
            reader.read(position, word, 0, Long.BYTES);
            slot.moveTo(number, one, 0);
            boolean stands = before == slot.version() && before == Slot.versionAt(word, 0);
            if (stands && (slot.state() != SlotState.TORN || !mayChange())) {
                return;
            }
            if (attempt == ATTEMPTS || waitedNanos > PATIENCE_NANOS) {
                if (!stands) {
                    slot.setTorn();
                }
                return;
            }
            long pausedNanos = System.nanoTime();
            pause.take(attempt);
            waitedNanos += System.nanoTime() - pausedNanos;
        }
    }

    /**
     * Returns whether waiting makes sense; evaluated at the first half-written slot, because a cache may have opened
     * the file since.
     */
    private boolean mayChange() throws IOException {
        if (!sawTorn) {
            sawTorn = true;
            mayChange = reader.holderNow().lives();
        }
        return mayChange;
    }
}
