package io.rendercache.cli;

import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.OwnerRecord;
import io.rendercache.internal.layout.SlotState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies a file. Its header was checked when it was opened. */
final class Verification {
    /** How much is checked; each level includes those before it. */
    enum Level {
        /** The first page, and the length of the file. */
        header,
        /** Each slot. */
        slots,
        /** Keys and values, duplicate keys, the clock, and the file of large values. */
        full
    }

    private static final int MOST_TOLD = 20;

    private final CacheReader reader;
    private final Level level;
    private final Counts counts;
    private final List<Object> problems = new ArrayList<>();
    private final @Nullable Decoder keys;
    private final @Nullable Decoder values;
    private final boolean hasOutOfLine;
    private long problemCount;
    private long duplicates;
    private long undecodable;

    Verification(CacheReader reader, Level level) {
        this.reader = reader;
        this.level = level;
        this.counts = new Counts(reader);
        this.keys = Decoder.of(reader.geometry().keys());
        this.values = Decoder.of(reader.geometry().values());
        this.hasOutOfLine = LargeFile.isNeededBy(reader);
    }

    /** Runs the checks; returns the verdict. */
    Verdict run() throws IOException {
        OwnerRecord owner = reader.holder().owner();
        if (!owner.isClosed() && !owner.isOpen()) {
            problem("its state is " + owner.state() + ", neither closed (" + HeaderDescriptor.CLEAN + ") nor open ("
                    + HeaderDescriptor.OPEN + "); a cache that opens the file sets it right");
        }
        if (level == Level.header) {
            return verdict(false);
        }
        new SlotScan(reader).run(slot -> {
            counts.add(slot);
            check(slot);
            return true;
        });
        if (level == Level.full) {
            checkWhole();
        }
        boolean lives = reader.holderNow().lives();
        if (counts.torn() > 0 && !lives) {
            problem(counts.torn() + " slots were being written when their process ended; a cache that opens the file"
                    + " drops and counts them");
        }
        return verdict(lives);
    }

    /** Returns the report of the findings. */
    Report report(Verdict verdict) {
        Report report = new Report()
                .with("file", reader.file().toString())
                .with("verdict", verdict.text())
                .with("level", level.name())
                .with("holder", reader.holder().tree(), reader.holder().text());
        if (level != Level.header) {
            report.with("slots", counts.states());
        }
        if (level == Level.full) {
            report.with("keysTwice", duplicates)
                    .with("undecodable", undecodable)
                    .with("notChecked", notChecked());
        }
        report.with("problemCount", problemCount).with("problems", problems);
        if (problemCount > problems.size()) {
            report.with("problemsNotTold", problemCount - problems.size());
        }
        return report;
    }

    private Verdict verdict(boolean lives) {
        Verdict found = problemCount > 0 ? Verdict.DAMAGED : Verdict.SOUND;
        return found.and(counts.verdict(lives, Verdict.IN_USE));
    }

    private void check(Slot slot) {
        if (slot.state() == SlotState.DAMAGED) {
            problem(slot, slot.fault());
        }
        if (slot.state() != SlotState.ENTRY) {
            return;
        }
        if (!slot.hasPlausibleVersion()) {
            problem(slot, "its version is " + slot.version() + ", which no slot can have got to");
        }
        String fault = slot.outOfLineFault();
        if (fault != null) {
            problem(slot, fault);
        }
        if (level == Level.full) {
            checkDecodes(slot, "key", keys, slot.key());
            if (!slot.isOutOfLine()) {
                checkDecodes(slot, "value", values, slot.value());
            }
        }
    }

    private void checkDecodes(Slot slot, String what, @Nullable Decoder decoder, byte[] bytes) {
        try {
            if (decoder != null) {
                Decoder.whole(decoder, bytes);
            }
        } catch (UndecodableException e) {
            undecodable++;
            problem(slot, "its " + what + " is none of the codec's: " + e.getMessage());
        }
    }

    private void checkWhole() throws IOException {
        new Duplicates(reader, (first, second) -> {
                    duplicates++;
                    problem("slots " + first + " and " + second
                            + " have the same key; a cache that opens the file keeps the one used later");
                    return first;
                })
                .find(counts.entries());
        ClockSection.read(reader).check(this::problem);
        String fault = hasOutOfLine ? LargeFile.of(reader.file()).fault() : null;
        if (fault != null) {
            problem(fault);
        }
    }

    private List<Object> notChecked() {
        List<Object> names = new ArrayList<>();
        if (keys == null) {
            names.add("what the keys mean: the codec " + reader.geometry().keys() + " is not known here");
        }
        if (values == null) {
            names.add("what the values mean: the codec " + reader.geometry().values() + " is not known here");
        }
        if (hasOutOfLine) {
            names.add("the values in " + LargeFile.of(reader.file()).path()
                    + ": only a cache can read them, and checks each as it does");
        }
        return names;
    }

    private void problem(Slot slot, String what) {
        problem("slot " + slot.slot() + ": " + what);
    }

    private void problem(String what) {
        problemCount++;
        if (problems.size() < MOST_TOLD) {
            problems.add(what);
        }
    }
}
