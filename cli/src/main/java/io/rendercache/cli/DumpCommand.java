package io.rendercache.cli;

import io.rendercache.internal.layout.SlotState;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints entries. */
@Command(
        name = "dump",
        sortOptions = false,
        description = {
            "Prints the entries, a line each, in the order of their slots; what the codec does not tell, in hex. Works on"
                    + " an open file too: each entry as it was at some moment, not all at the same."
        })
final class DumpCommand implements Callable<Integer> {
    /** After how many entries it is checked whether the output is still being read. */
    private static final int LINES_BETWEEN_CHECKS = 1_024;

    @Mixin
    private final Target target = new Target();

    @Option(names = "--keys-only", description = "leave the values out")
    private boolean keysOnly;

    @Option(names = "--limit", paramLabel = "N", description = "print so many entries at most")
    private @Nullable Long limit;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        if (limit != null && limit < 0) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "--limit: " + limit + " is out of range; give a number from 0 on");
        }
        return target.read(this::print);
    }

    private Verdict print(CacheReader reader) throws IOException {
        long most = limit == null ? Long.MAX_VALUE : limit;
        Decoder keys = Decoder.of(reader.geometry().keys());
        Decoder values = Decoder.of(reader.geometry().values());
        CurationPart part = CurationPart.of(reader);
        Counts counts = new Counts(reader);
        if (reader.holder().lives()) {
            target.note(reader.file() + " is in use by " + reader.holder().text()
                    + "; the entries are of different moments");
        }
        if (most > 0) {
            new SlotScan(reader).run(slot -> {
                counts.add(slot);
                if (slot.state() == SlotState.ENTRY) {
                    print(slot, keys, values, part);
                }
                boolean isHeard = counts.entries() % LINES_BETWEEN_CHECKS != 0
                        || !target.out().checkError();
                return counts.entries() < most && isHeard;
            });
        }
        if (counts.damaged() + counts.torn() > 0) {
            target.note(counts.damaged() + " damaged and " + counts.torn()
                    + " half-written slots were passed over; verify tells more");
        }
        return counts.verdict(reader.holderNow().lives(), Verdict.SOUND);
    }

    private void print(Slot slot, @Nullable Decoder keys, @Nullable Decoder values, @Nullable CurationPart part) {
        Object key = Decoder.shown(keys, slot.key());
        Object value = keysOnly ? "" : shownValue(slot, values, part);
        if (target.isJson()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("slot", slot.slot());
            entry.put("key", key);
            if (!keysOnly) {
                entry.put("value", value);
            }
            target.out().println(JsonWriter.json(entry));
        } else {
            target.out().println(JsonWriter.readable(key) + (keysOnly ? "" : " = " + JsonWriter.readable(value)));
        }
    }

    private static Object shownValue(Slot slot, @Nullable Decoder values, @Nullable CurationPart part) {
        if (!slot.isOutOfLine()) {
            Object value = Decoder.shown(values, slot.value());
            return part == null ? value : part.meaning(value);
        }
        return slot.hasReference() ? slot.reference().tree() : new JsonWriter.Hex(slot.value());
    }
}
