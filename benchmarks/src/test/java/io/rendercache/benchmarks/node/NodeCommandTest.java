package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--jobs 0, '--jobs: 0 '",
        "--jobs many, 'many'",
        "--workers -1, '--workers: -1 '",
        "--videos 0, '--videos: 0 '",
        "--frame-count 0, '--frame-count: 0 '",
        "--cap 0, '--cap: 0 '",
        "--leak 1.5, '--leak: 1.5 '",
        "--leak NaN, '--leak: NaN '",
        "--images -1, '--images: -1 '",
        "--openings 3, '--openings: 3 '",
        "--results -1, '--results: -1 '",
        "--limit 0, '--limit: 0 '",
        "--frames no-such-directory, 'no-such-directory'",
        "--jbos 3, '--jbos'",
        "surplus, 'surplus'",
    })
    void shouldRefuseBadOptionsInOneLine(String arguments, String named) {
        int code = NodeRun.of(out, err, arguments.split(" "));

        assertEquals(2, code);
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains(named), err.toString());
        assertTrue(err.toString().contains("--help"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldRefuseADirectoryWithoutFrames(@TempDir Path empty) {
        int code = run("--frames", empty.toString());

        assertEquals(2, code);
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains(empty.toString()), err.toString());
    }

    @Test
    void shouldPrintHelp() {
        assertEquals(0, run("--help"));

        assertTrue(out.toString().contains("--frame-count"), out.toString());
        assertTrue(out.toString().contains("--images"), out.toString());
        assertTrue(out.toString().contains("--results"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldListOnceAJobAndLayerWithTheCache() {
        int code = run("--jobs", "4", "--workers", "2", "--videos", "3", "--frame-count", "20");

        assertEquals(0, code, err.toString());
        assertEquals(List.of("4", "4"), row("jobs done"));
        assertEquals(List.of("240", "240"), row("frames composited"));
        assertEquals(List.of("12", "240"), row("directory listings"));
        assertEquals(List.of("228", "-"), row("hits"));
        assertEquals(List.of("0", "-"), row("evictions"));
        assertEquals(List.of("0", "-"), row("entries left"));
    }

    @Test
    void shouldLeaveOutThePartsThatAreNotWanted() {
        int code = run("--jobs", "1", "--frame-count", "1");

        assertEquals(0, code, err.toString());
        assertTrue(out.toString().startsWith("frames "), out.toString());
        assertFalse(out.toString().contains("labels "), out.toString());
        assertFalse(out.toString().contains("curation "), out.toString());
    }

    @Test
    void shouldListOnceAJobAndLayerWhenAskedByPath() {
        int code = run("--jobs", "4", "--videos", "3", "--frame-count", "20", "--by-path");

        assertEquals(0, code, err.toString());
        assertEquals(List.of("12", "240"), row("directory listings"));
    }

    @Test
    void shouldLeaveTheEntriesOfJobsThatForget() {
        int code = run("--jobs", "8", "--videos", "2", "--frame-count", "5", "--leak", "0.5");

        assertEquals(0, code, err.toString());
        assertEquals(List.of("4", "4"), row("jobs that forgot to close"));
        assertEquals(List.of("8", "-"), row("entries left"));
        assertEquals(List.of("0", "-"), row("evictions"));
    }

    @Test
    void shouldHoldTheCapWhenEverybodyForgets() {
        int code = run(
                "--jobs", "10", "--workers", "1", "--videos", "2", "--frame-count", "5", "--leak", "1", "--cap", "6");

        assertEquals(0, code, err.toString());
        assertEquals(List.of("6", "-"), row("entries left"));
        assertEquals(List.of("14", "-"), row("evictions"));
    }

    @Test
    void shouldWorkOnFoundDirectoriesAndLeaveThem(@TempDir Path root) throws IOException {
        Path frame = Files.createDirectories(root.resolve("a/frames")).resolve("frame_00041.png");
        Files.createFile(frame);

        int code = run("--frames", root.toString(), "--jobs", "3", "--videos", "1", "--frame-count", "10");

        assertEquals(0, code, err.toString());
        assertEquals(List.of("3", "30"), row("directory listings"));
        assertTrue(Files.exists(frame));
    }

    @Test
    void shouldRemoveWhatItMade() throws IOException {
        Path made;
        try (TemporaryFolder folder = new TemporaryFolder()) {
            made = folder.path();
            new MadeVideos(folder, 5, 1).take(0, 2, () -> false);
            assertEquals(4, PlainLister.maxFrameIndex(withFrames(made, 5)));
        }

        assertFalse(Files.exists(made));
    }

    private static Path withFrames(Path root, int count) throws IOException {
        Path directory = Files.createDirectories(root.resolve("more"));
        for (int frame = 0; frame < count; frame++) {
            Files.createFile(directory.resolve("frame_" + frame + ".png"));
        }
        return directory;
    }

    /** Only the frames. */
    private int run(String... arguments) {
        String[] framesOnly = Arrays.copyOf(arguments, arguments.length + 4);
        System.arraycopy(new String[] {"--images", "0", "--results", "0"}, 0, framesOnly, arguments.length, 4);
        return NodeRun.of(out, err, framesOnly);
    }

    private List<String> row(String name) {
        return NodeRun.row(out, name);
    }
}
