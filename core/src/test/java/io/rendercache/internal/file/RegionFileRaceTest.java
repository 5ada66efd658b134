package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many open one path at once, one has it at a time, and each gets it in the end. */
class RegionFileRaceTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WINS = 30;

    @TempDir
    Path folder;

    @TempDir
    Path work;

    @Test
    void shouldHaveOneHolderAtATimeAmongThreads() throws Exception {
        Path file = folder.resolve("cache.dat");
        AtomicInteger lost = new AtomicInteger();

        Threads.runAll(
                8, LIMIT, (index, run) -> lost.addAndGet(RegionFileOpener.race(file, work.resolve("witness"), WINS)));

        assertTrue(lost.get() > 0, "nobody ever met another");
        assertNothingLeft();
    }

    @Test
    void shouldHaveOneHolderAtATimeAmongProcesses() throws Exception {
        Path file = folder.resolve("cache.dat");
        AtomicInteger lost = new AtomicInteger();

        Threads.runAll(4, LIMIT, (index, run) -> {
            Path own = Files.createDirectory(work.resolve("child-" + index));
            ChildJvm.Result result = new ChildJvm(RegionFileOpener.Main.class, own)
                    .arguments("race", file.toString(), work.resolve("witness").toString(), Integer.toString(WINS))
                    .run();
            assertEquals(0, result.exitCode(), result::describe);
            lost.addAndGet(Integer.parseInt(result.stdout().strip()));
        });

        assertTrue(lost.get() > 0, "nobody ever met another");
        assertNothingLeft();
    }

    /** The last winner may have taken the file away or not; nothing else may be there. */
    private void assertNothingLeft() throws Exception {
        List<String> names = RegionFiles.names(folder);
        assertTrue(names.isEmpty() || names.equals(List.of("cache.dat")), names::toString);
    }
}
