package io.rendercache.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts slots by state, and the sizes of the entries. For one thread. */
final class Counts {
    private final int maxValueBytes;
    private long unused;
    private long givenBack;
    private long entries;
    private long torn;
    private long damaged;
    private long keyBytes;
    private long valueBytes;
    private long longestKeyBytes;
    private long longestValueBytes;
    private long elsewhere;
    private long elsewhereBytes;

    Counts(CacheReader reader) {
        this.maxValueBytes = reader.geometry().maxValueBytes();
    }

    void add(Slot slot) {
        switch (slot.state()) {
            case UNUSED -> unused++;
            case FREE -> givenBack++;
            case TORN -> torn++;
            case DAMAGED -> damaged++;
            case ENTRY -> addEntry(slot);
        }
    }

    long entries() {
        return entries;
    }

    long free() {
        return unused + givenBack;
    }

    long torn() {
        return torn;
    }

    long damaged() {
        return damaged;
    }

    /** Returns the verdict on the file; half-written slots are damage if no process is writing. */
    Verdict verdict(boolean holderLives, Verdict ifBeingWritten) {
        if (damaged > 0 || torn > 0 && !holderLives) {
            return Verdict.DAMAGED;
        }
        return torn > 0 ? ifBeingWritten : Verdict.SOUND;
    }

    /** Returns how many slots are in which state. */
    Map<String, Object> states() {
        Map<String, Object> states = new LinkedHashMap<>();
        states.put("entries", entries);
        states.put("givenBack", givenBack);
        states.put("neverUsed", unused);
        states.put("torn", torn);
        states.put("damaged", damaged);
        return states;
    }

    /** Adds the sizes of the entries. */
    void bytesTo(Report report) {
        report.with("keyBytes", keyBytes)
                .with("valueBytes", valueBytes)
                .with("longestKeyBytes", longestKeyBytes)
                .with("longestValueBytes", longestValueBytes)
                .with("valuesElsewhere", elsewhere)
                .with("bytesElsewhere", elsewhereBytes);
    }

    private void addEntry(Slot slot) {
        entries++;
        keyBytes += slot.keyBytes();
        longestKeyBytes = Math.max(longestKeyBytes, slot.keyBytes());
        long bytes = slot.valueBytes();
        if (slot.isOutOfLine()) {
            // The length in a reference may be anything.
            bytes = Math.max(0, Math.min(bytes, maxValueBytes));
            elsewhere++;
            elsewhereBytes += bytes;
        }
        valueBytes += bytes;
        longestValueBytes = Math.max(longestValueBytes, bytes);
    }
}
