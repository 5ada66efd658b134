package io.rendercache.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies a cache's file and its companion files. */
@Command(
        name = "copy",
        sortOptions = false,
        description = {
            "Copies a file, also of a cache that is open, to a sound file that a cache can open. Each entry is whole; entries"
                    + " are of different moments, and what is inserted meanwhile may be in the copy or not. The files of large"
                    + " values and of curation jobs beside it are copied too, but such caches only while they are closed, for"
                    + " their files must be of one moment. Nothing is written over."
        })
final class CopyCommand implements Callable<Integer> {
    private static final int CHUNK_BYTES = 1 << 20;

    @Mixin
    private final Target target = new Target();

    @Parameters(index = "1", paramLabel = "TO", description = "the copy; nothing may have this name yet")
    private @Nullable Path to;

    @Override
    public Integer call() {
        Path copy = Objects.requireNonNull(to).toAbsolutePath();
        return target.guard(() -> {
            AtomicFile.requireNone(copy);
            try (CacheReader reader = CacheReader.open(target.file())) {
                return copy(reader, copy);
            }
        });
    }

    private Verdict copy(CacheReader reader, Path copy) throws IOException {
        boolean needsLarge = LargeFile.isNeededBy(reader);
        boolean copyLarge = needsLarge && LargeFile.of(reader.file()).exists();
        if (needsLarge && !copyLarge) {
            target.note(LargeFile.of(reader.file()).path()
                    + " is missing; entries whose values were kept there are left out of the copy");
        }
        boolean isCuration = CurationPart.of(reader) == CurationPart.RESULTS;
        QuiescenceCheck rest = copyLarge || isCuration ? QuiescenceCheck.require(reader) : null;
        try (AtomicFiles made = new AtomicFiles()) {
            List<Object> beside = new ArrayList<>();
            Verdict verdict = isCuration ? copyRecords(reader.file(), copy, made, beside) : Verdict.SOUND;
            if (copyLarge) {
                AtomicFile large = made.begin(LargeFile.of(copy).path());
                copyAll(LargeFile.of(reader.file()).path(), large.channel());
                beside.add(large.path().toString());
            }
            SlotCopy slots = new SlotCopy(reader, made.begin(copy), copyLarge);
            slots.run(new SlotScan(reader));
            verdict = verdict.and(slots.verdict());
            if (rest != null) {
                rest.requireStill();
            }
            made.publish();
            forceDirectory(copy);
            report(reader, copy, verdict, slots, beside);
            return verdict;
        }
    }

    /** Copies a curation cache's records of jobs. */
    private static Verdict copyRecords(Path results, Path copy, AtomicFiles made, List<Object> beside)
            throws IOException {
        Verdict verdict = Verdict.SOUND;
        for (CurationPart part : List.of(CurationPart.RUNNING, CurationPart.ENDED)) {
            try (CacheReader records = CacheReader.open(part.beside(results))) {
                QuiescenceCheck rest = QuiescenceCheck.require(records);
                AtomicFile file = made.begin(part.beside(copy));
                SlotCopy slots = new SlotCopy(records, file, false);
                slots.run(new SlotScan(records));
                rest.requireStill();
                verdict = verdict.and(slots.verdict());
                beside.add(file.path().toString());
            }
        }
        return verdict;
    }

    private void report(CacheReader reader, Path copy, Verdict verdict, SlotCopy slots, List<Object> beside) {
        Counts counts = slots.counts();
        new Report()
                .with("file", reader.file().toString())
                .with("copy", copy.toString())
                .with("beside", beside)
                .with("verdict", verdict.text())
                .with("holder", reader.holder().tree(), reader.holder().text())
                .with("copied", slots.copied())
                .with("leftOutTorn", counts.torn())
                .with("leftOutDamaged", counts.damaged())
                .with("leftOutTwice", slots.twice())
                .with("leftOutWithoutValue", slots.withoutValue())
                .print(target.out(), target.isJson());
    }

    private static void copyAll(Path from, FileChannel to) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
            long at = 0;
            while (source.read(bytes.clear(), at) > 0) {
                int length = bytes.flip().remaining();
                AtomicFile.write(to, bytes, at);
                at += length;
            }
        }
        to.force(true);
    }

    /**
     * Forces the directory, so that the name survives the end of the machine; where that is not possible, it is left to
     * the system.
     */
    private static void forceDirectory(Path copy) {
        Path directory = copy.getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The copy is complete and on the disk; only its name may reach the disk later.
            return;
        }
    }
}
