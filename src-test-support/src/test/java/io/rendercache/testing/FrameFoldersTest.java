package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameFoldersTest {
    @TempDir
    Path root;

    @Test
    void shouldMakeFrames() {
        Path directory = new FrameFolders(root).frames("video", 3);

        assertEquals(3, directory.toFile().list().length);
        assertTrue(Files.isRegularFile(directory.resolve("frame_0001.png")));
        assertTrue(Files.isRegularFile(directory.resolve("frame_0003.png")));
    }

    @Test
    void shouldMakeNoiseThatIsNoFrame() {
        Pattern frame = Pattern.compile("frame_[0-9]+\\.png");

        FrameFolders.noiseNames()
                .forEach(name -> assertFalse(frame.matcher(name).matches(), name));
    }

    @Test
    void shouldProbeNamesWithoutLeavingThem() {
        assertTrue(FrameFolders.canHold(root, "plain.png"));
        assertFalse(FrameFolders.canHold(root, "x".repeat(400)));
        assertEquals(0, root.toFile().list().length);
    }
}
