package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenMillionEntriesTest {
    @TempDir
    Path folder;

    @Test
    void shouldHoldTenMillionSlotsOf256BytesOnASmallHeap() {
        ChildJvm.Result result = new ChildJvm(TenMillionEntries.class, folder)
                .neededFlags()
                .flags("-Xmx64m")
                .limit(Duration.ofMinutes(3))
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertTrue(result.stdout().contains("sound"), result::describe);
        assertTrue(result.crashFiles().isEmpty(), result::describe);
    }
}
