package io.rendercache.cli;

import io.rendercache.internal.layout.CompanionFiles;
import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints a file's header. */
@Command(
        name = "info",
        sortOptions = false,
        description = "Prints what a file is: layout, sizes, codecs, times, who has it open, and the files beside it.")
final class InfoCommand implements Callable<Integer> {
    private static final List<String> SUFFIXES =
            List.of(CompanionFiles.LARGE, CompanionFiles.RUNNING, CompanionFiles.ENDED);

    @Mixin
    private final Target target = new Target();

    @Override
    public Integer call() {
        return target.read(this::print);
    }

    private Verdict print(CacheReader reader) throws IOException {
        FileHeader header = reader.header();
        FileGeometry geometry = header.geometry();
        Holder holder = reader.holder();
        Report report = new Report()
                .with("file", reader.file().toString())
                .with("layout", HeaderDescriptor.CURRENT_LAYOUT)
                .with("byteOrder", ByteOrder.nativeOrder().toString())
                .with("bytes", header.fileBytes())
                .with("created", time(header.createdEpochMillis()))
                .with("holder", holder.tree(), holder.text());
        if (!holder.isClean()) {
            report.with("opened", time(holder.owner().openedEpochMillis()));
        }
        CurationPart part = CurationPart.of(reader);
        if (part != null) {
            report.with("holds", part.text());
        }
        report.with("keys", geometry.keys())
                .with("values", geometry.values())
                .with("maxEntries", geometry.maxEntries())
                .with("maxKeyBytes", geometry.maxKeyBytes())
                .with("maxValueBytes", geometry.maxValueBytes())
                .with("inlineValueBytes", geometry.inlineValueBytes())
                .with("maxBytes", geometry.maxBytes(), geometry.maxBytes() == 0 ? "none" : "" + geometry.maxBytes())
                .with("slotBytes", geometry.slotBytes())
                .with("slotsOffset", header.slotsOffset())
                .with("stripes", geometry.stripes())
                .with("beside", beside(reader.file()))
                .print(target.out(), target.isJson());
        return Verdict.SOUND;
    }

    private static List<Object> beside(Path file) throws IOException {
        List<Object> found = new ArrayList<>();
        for (String suffix : SUFFIXES) {
            Path other = CompanionFiles.beside(file, suffix);
            if (Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("file", other.toString());
                entry.put("bytes", Files.size(other));
                found.add(entry);
            }
        }
        return found;
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
