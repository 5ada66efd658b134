package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On whatever damage the tool answers in a line, in bounded memory; and what it counts is what the cache counts. */
class HostileFilesTest {
    private static final int MUTATIONS = Rounds.of(10_000);
    private static final Duration HANGS = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();

    @Test
    void shouldAnswerOnEachByteOfTheHeaderFlipped() throws IOException {
        attack("flip", 0, List.of(MadeFiles.text(folder)));
    }

    @Test
    void shouldAnswerOnTheFileCutOffAtEachByte() throws IOException {
        attack("truncate", 0, List.of(MadeFiles.text(folder)));
    }

    @Test
    void shouldAnswerOnTenThousandMutationsOfEachKindOfFile() throws IOException {
        Path curation = MadeFiles.curation(folder);
        attack(
                "mutate",
                MUTATIONS,
                List.of(
                        MadeFiles.text(folder),
                        MadeFiles.frames(folder),
                        MadeFiles.labels(folder),
                        MadeFiles.large(folder),
                        curation,
                        curation.resolveSibling("curation.rc.running"),
                        curation.resolveSibling("curation.rc.ended")));
    }

    @Test
    void shouldCountWhatTheCacheCounts() throws IOException {
        Path file = MadeFiles.text(folder);
        Mutations mutations = new Mutations(file);
        SplittableRandom random = new SplittableRandom(seed);
        long discarded = 0;
        for (int i = 0; i < 150; i++) {
            Files.write(file, mutations.nextOfSlots(random));
            int notLookedAt = behindTheLastUsed(new FileBytes(file));

            Tool.Result result = Tool.run("verify", "--level=full", "--json", file);

            Map<?, ?> tree = JsonText.object(result.out());
            Map<?, ?> slots = (Map<?, ?>) tree.get("slots");
            long twice = (Long) tree.get("keysTwice");
            try (BoundedLru<String, Long> cache = MadeFiles.openText(file)) {
                String where = "mutation " + i + ", seed " + seed + ": " + result;
                assertEquals(cache.size(), (Long) slots.get("entries") - twice, where);
                assertEquals(
                        cache.stats().discarded() + notLookedAt,
                        (Long) slots.get("torn") + (Long) slots.get("damaged") + twice,
                        where);
                assertTrue(result.code() == 1 || cache.stats().discarded() == 0, where);
                discarded += cache.stats().discarded();
            }
        }
        long found = discarded;
        assertTrue(found > 40, () -> "hardly anything was damaged: " + found + ", seed " + seed);
    }

    /**
     * Returns in how many unused slots something stands that a cache does not look at, for none in use comes after
     * them.
     */
    private static int behindTheLastUsed(FileBytes bytes) {
        int count = 0;
        for (int slot = MadeFiles.TEXT_MAX_ENTRIES; slot > 0; slot--) {
            int at = bytes.slot(slot);
            if (bytes.bytes.getLong(at + SlotDescriptor.VERSION) != 0
                    || bytes.bytes.getLong(at + SlotDescriptor.LENGTHS) != 0) {
                break;
            }
            int checksum = bytes.bytes.getInt(at + SlotDescriptor.checksum(bytes.slotBytes()));
            count += checksum == 0 ? 0 : 1;
        }
        return count;
    }

    private void attack(String how, int times, List<Path> files) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(how, "" + seed, "" + times));
        files.forEach(file -> arguments.add(file.toString()));

        ChildJvm.Result result = new ChildJvm(HostileFiles.class, Files.createDirectory(folder.resolve("child")))
                .flags("-Xmx64m", "-XX:+UseSerialGC")
                .arguments(arguments.toArray(String[]::new))
                .limit(HANGS)
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("", result.stderr());
        String[] lines = result.stdout().strip().split("\n");
        assertEquals(files.size() + 1, lines.length, result::describe);
        assertTrue(
                Arrays.stream(lines).skip(1).allMatch(line -> line.matches(".*: \\d{4,} answers")), result::describe);
    }
}
