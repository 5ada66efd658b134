package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs other programs to their end; none outlives its caller. */
final class Programs {
    private Programs() {}

    /** Runs a program in a directory, its output to a file; returns its exit code. */
    static int run(List<String> command, Path directory, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        AtExit atExit = new AtExit(() -> stop(process));
        try {
            process.getOutputStream().close();
            return process.waitFor();
        } finally {
            atExit.close();
            stop(process);
        }
    }

    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Returns the last line with anything in it, for a message of one line. */
    static String lastLine(Path output) throws IOException {
        if (!Files.exists(output)) {
            return "it printed nothing";
        }
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((earlier, later) -> later)
                .orElse("it printed nothing");
    }
}
