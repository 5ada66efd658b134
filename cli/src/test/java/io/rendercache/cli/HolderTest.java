package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a file open, and what half-written slots mean by that. */
class HolderTest {
    private static final long HOUR_MILLIS = 3_600_000;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeWithAHalfWrittenSlot() throws IOException {
        file = MadeFiles.text(folder);
        FileBytes bytes = new FileBytes(file);
        bytes.bytes.putLong(bytes.slot(5) + SlotDescriptor.VERSION, 3);
        bytes.store(file);
    }

    @Test
    void shouldCallAFileInUseWhileItsHolderWrites() throws IOException {
        try (Bystander holder = new Bystander()) {
            holder.claim(file);

            Tool.Result info = Tool.run("info", file);
            Tool.Result verify = Tool.run("verify", file, "--json");
            Tool.Result copy = Tool.run("copy", file, folder.resolve("copy"));

            assertTrue(info.part("holder").startsWith("process " + holder.pid() + " ("), info::toString);
            assertEquals(3, verify.code(), verify::toString);
            Map<?, ?> tree = JsonText.object(verify.out());
            assertEquals("in-use", tree.get("verdict"));
            assertEquals(0L, tree.get("problemCount"));
            assertEquals(true, ((Map<?, ?>) tree.get("holder")).get("lives"));
            assertEquals(3, copy.code(), copy::toString);
            assertEquals("1", copy.part("left out torn"));
            assertEquals(0, Tool.run("stat", file).code());
            assertTrue(Tool.run("dump", file).err().contains("is in use by process " + holder.pid()), "no note");
        }
    }

    @Test
    void shouldCallItDamagedWhenItsHolderHasEnded() throws IOException {
        Bystander holder = new Bystander();
        holder.claim(file);
        holder.close();
        Threads.await(
                "the end of the holder",
                Duration.ofSeconds(30),
                () -> ProcessHandle.of(holder.pid())
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());

        Tool.Result verify = Tool.run("verify", file);

        assertEquals(1, verify.code(), verify::toString);
        assertEquals("process " + holder.pid() + ", which is not running here", verify.part("holder"));
    }

    @Test
    void shouldNotTakeAProcessForTheHolderThatCameAfterIt() throws IOException {
        try (Bystander other = new Bystander()) {
            other.claim(file, System.currentTimeMillis() - HOUR_MILLIS);

            Tool.Result verify = Tool.run("verify", file);

            assertEquals(1, verify.code(), verify::toString);
            assertEquals("process " + other.pid() + ", which is not running here", verify.part("holder"));
        }
    }
}
