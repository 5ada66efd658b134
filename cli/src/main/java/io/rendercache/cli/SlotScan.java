package io.rendercache.cli;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.SlotState;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads all slots of a file in turn, also while a cache writes to it.
 *
 * <p>Each slot is shown as it was at one moment. Of a file that is not closed every part is read twice; a slot whose version
 * moved in between, and one that is no whole entry, is read again by itself: version, slot, version. What is the same
 * before and after, and not half-written, stands. A slot that is half-written is waited for, but only while the holder of the
 * file lives, and not for longer than {@link #PATIENCE_NANOS} in all.
 */
final class SlotScan {
    /** Is shown each slot; it is moved on afterwards. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(Slot slot) throws IOException;
    }

    /** What may stand between two readings of a slot; a test puts a writer there. */
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

    /** Shows all slots. */
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

    /** Returns the slot of this number as it is now; the one that is shown, moved. */
    Slot read(int number) throws IOException {
        settle(number);
        return slot;
    }

    /** Reads a slot until it stands still. */
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

    /** Whether it is worth while to wait; asked when the first half-written slot is met, for a cache may have come since. */
    private boolean mayChange() throws IOException {
        if (!sawTorn) {
            sawTorn = true;
            mayChange = reader.holderNow().lives();
        }
        return mayChange;
    }
}
