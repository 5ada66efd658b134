package io.rendercache;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link MappedCloseTest} demands of caches in files holds with large values too. */
class MappedLargeCloseTest {
    @TempDir
    Path folder;

    @Test
    void shouldHaveNothingWrittenAfterTheClosing() {
        MappedCloseTest closing = new MappedCloseTest();
        closing.folder = folder;

        closing.closeAndReopen(20, true);
    }
}
