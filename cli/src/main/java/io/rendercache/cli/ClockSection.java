package io.rendercache.cli;

import io.rendercache.internal.layout.ClockDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/**
 * The clock section of a file. It dates the stamps and numbers in the slots; slots that are read later, of a cache that
 * is open, may have later ones. Of such a cache the two numbers may be of different moments: the later one counts.
 *
 * @param number of the latest write
 * @param coarse the last number of its tick
 */
record ClockSection(long number, long coarse) {
    static ClockSection read(CacheReader reader) throws IOException {
        byte[] bytes = new byte[ClockDescriptor.LENGTH];
        reader.read(reader.header().clockOffset(), bytes, 0, bytes.length);
        ByteBuffer clock = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new ClockSection(clock.getLong(ClockDescriptor.NUMBER), clock.getLong(ClockDescriptor.COARSE));
    }

    /** Returns how many inserts and overwrites there were since the file was made; 0 for an implausible clock. */
    long writes() {
        return isPlausible() ? ClockDescriptor.writes(number) : 0;
    }

    /** Returns how many writes ago an entry was last used; 0 if that was later than the clock was read. */
    long writesSinceUse(Slot entry) {
        long latest = ClockDescriptor.latest(number, coarse);
        long lastUse = latest - ClockDescriptor.ageOfUse(latest, entry.stamp(), entry.number());
        return isPlausible() ? Math.max(0, number - lastUse) : 0;
    }

    /** Returns the rank of an entry in the order of use: the higher, the later. */
    long rank(Slot entry) {
        return ClockDescriptor.rank(ClockDescriptor.latest(number, coarse), entry.stamp(), entry.number());
    }

    /** Reports a clock that no cache has written. */
    void check(Consumer<String> fault) {
        if (!isPlausible()) {
            fault.accept("its clock is at " + number + " in a tick that ends at " + coarse
                    + ", which cannot be; a cache that opens the file loses the order, no entry");
        }
    }

    /** Writes the section of a new file with this clock, or with one later than any slot if this is implausible. */
    void writeTo(FileChannel target, long position, int sectionBytes) throws IOException {
        long later = ClockDescriptor.latest(number, coarse) | 1;
        long writtenCoarse = isPlausible() ? coarse : later;
        ByteBuffer section = ByteBuffer.allocate(sectionBytes)
                .order(ByteOrder.nativeOrder())
                .putLong(ClockDescriptor.NUMBER, isPlausible() ? number : later)
                .putLong(ClockDescriptor.COARSE, writtenCoarse);
        AtomicFile.write(target, section, position);
    }

    private boolean isPlausible() {
        return ClockDescriptor.isPlausible(number, coarse);
    }
}
