package io.rendercache.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fonts are taken from a JVM of its own: fontconfig is told of none, and what Java has noted of them lies in another
 * home.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "fonts are not found by fontconfig elsewhere")
class WithoutFontsTest {
    @TempDir
    private Path root;

    @Test
    void shouldWriteThePageAndNameTheRemedyWhenThereIsNoFont() throws Exception {
        Path folder = Files.createDirectory(root.resolve("2026-01-02-machine"));
        Files.writeString(folder.resolve("sizing-frames.csv"), "capacity,misses,miss_ratio\n1,90,0.9\n1000,10,0.1\n");

        int code = reportWithoutFonts(folder);

        List<String> said = Files.readAllLines(root.resolve("err"));
        assumeFalse(Files.exists(folder.resolve("chart-misses-frames.svg")), "this JDK brings fonts of its own");
        assertEquals(0, code, said.toString());
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.get(0).contains("install fontconfig and a font"), said.toString());
        assertTrue(Files.readString(folder.resolve("report.html")).contains("install fontconfig and a font"));
    }

    private int reportWithoutFonts(Path folder) throws IOException, InterruptedException {
        Path none = Files.writeString(root.resolve("fonts.conf"), "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                folder.toString());
        builder.environment().put("FONTCONFIG_FILE", none.toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.redirectOutput(root.resolve("out").toFile())
                .redirectError(root.resolve("err").toFile())
                .start();
        try {
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the report did not end");
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The command in the child. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            System.exit(new ReportCommand().run(args));
        }
    }
}
