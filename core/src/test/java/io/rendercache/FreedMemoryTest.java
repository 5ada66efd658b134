package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.testing.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of a closed cache goes back to the system; in a process of its own, where nobody else takes or gives any.
 */
class FreedMemoryTest {
    @TempDir
    Path folder;

    @Test
    void shouldGiveMemoryBackOnceClosedCacheIsCollected() {
        ChildJvm.Result result = new ChildJvm(FreedMemory.class, folder)
                .neededFlags()
                .flags("-Xmx64m")
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals("given back", result.stdout().strip(), result::describe);
    }
}
