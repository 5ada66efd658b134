package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainListerTest {
    @ParameterizedTest
    @CsvSource({
        "frame_7.png, 7",
        "frame_0000.png, 0",
        "frame_000000000000000000000012.png, 12",
        "frame_.png, -1",
        "Frame_1.png, -1",
        "frame_1.jpg, -1",
        "frame_1.png.bak, -1",
        "thumb_1.png, -1",
        "frame_-1.png, -1",
        "frame_\u0661.png, -1",
        "frame_99999999999999999999.png, -1",
    })
    void shouldReadTheIndexFromTheName(String name, long index) {
        assertEquals(index, PlainLister.frameIndex(name));
    }

    @Test
    void shouldIgnoreSubDirectories(@TempDir Path root) throws IOException {
        Files.createDirectory(root.resolve("frame_0500.png"));
        Files.createFile(root.resolve("frame_0003.png"));

        assertEquals(3, PlainLister.maxFrameIndex(root));
        assertEquals(0, PlainLister.maxFrameIndex(root.resolve("missing")));
    }
}
