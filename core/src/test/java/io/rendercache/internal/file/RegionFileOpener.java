package io.rendercache.internal.file;

import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Another process that opens a file; runs without any JVM flag. */
final class RegionFileOpener {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private RegionFileOpener() {}

    /** Returns {@code opened}, or {@code in use: } and the message, as another process has it. */
    static String tryToOpen(Path file, Path emptyFolder) {
        ChildJvm.Result result = new ChildJvm(Main.class, emptyFolder)
                .arguments("try", file.toString())
                .run();
        if (result.exitCode() != 0) {
            throw new AssertionError(result.describe());
        }
        return result.stdout().strip();
    }

    /** A process that has the file open until it is told to let go, or dies. */
    static final class Holding implements AutoCloseable {
        private final Path folder;
        private final CompletableFuture<ChildJvm.Result> child;

        /** Returns when the file is open. */
        Holding(Path file, Path emptyFolder, String how) {
            folder = emptyFolder;
            child = CompletableFuture.supplyAsync(
                    () -> new ChildJvm(Main.class, emptyFolder)
                            .arguments(how, file.toString())
                            .run(),
                    task -> new Thread(task, "child").start());
            Threads.await(
                    "the child holds " + file, LIMIT, () -> child.isDone() || Files.exists(folder.resolve("held")));
            if (child.isDone()) {
                throw new AssertionError(child.join().describe());
            }
        }

        long pid() throws IOException {
            return Long.parseLong(Files.readString(folder.resolve("pid")));
        }

        /** Lets it go on and returns when it has ended. */
        @Override
        public void close() throws IOException {
            Files.createFile(folder.resolve("release"));
            ChildJvm.Result result = child.join();
            if (result.exitCode() != 0) {
                throw new AssertionError(result.describe());
            }
        }
    }

    /** What the child runs. */
    static final class Main {
        private Main() {}

        /**
         * Tries once ({@code try}); opens, waits, and closes ({@code hold}) or dies ({@code die}); waits in the middle
         * of making it, and dies ({@code die-making}); or takes part in a race.
         */
        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[1]);
            switch (args[0]) {
                case "try" -> System.out.println(attempt(file));
                case "hold" -> {
                    RegionFile held = RegionFiles.open(file);
                    awaitRelease();
                    held.close(true);
                }
                case "die" -> {
                    RegionFiles.open(file);
                    awaitRelease();
                    Runtime.getRuntime().halt(0);
                }
                case "die-making" ->
                    RegionFile.open(file, RegionFiles.GEOMETRY, false, false, (channel, bytes, at) -> {
                        awaitRelease();
                        Runtime.getRuntime().halt(0);
                    });
                default -> race(file, Path.of(args[2]), Integer.parseInt(args[3]));
            }
        }

        private static String attempt(Path file) throws IOException {
            try {
                RegionFiles.open(file).close(true);
                return "opened";
            } catch (FileInUseException e) {
                return "in use: " + e.getMessage();
            }
        }

        private static void awaitRelease() throws IOException {
            Files.writeString(
                    Path.of("pid"), Long.toString(ProcessHandle.current().pid()));
            Files.createFile(Path.of("held"));
            Threads.await("the parent lets go", LIMIT, () -> Files.exists(Path.of("release")));
        }

        private static void race(Path file, Path witness, int rounds) {
            System.out.println(RegionFileOpener.race(file, witness, rounds));
        }
    }

    /**
     * Opens and closes the file until it has been won so often; while it is open, no other winner may be there.
     *
     * @param witness a file that the winner makes and deletes
     * @return how often the file was found in use
     */
    static int race(Path file, Path witness, int wins) {
        int lost = 0;
        try {
            for (int won = 0; won < wins; ) {
                try {
                    RegionFile held = RegionFiles.open(file);
                    Files.createFile(witness); // fails if there is another
                    Files.delete(witness);
                    // Every other winner takes the file away, so that it is made anew.
                    if (won % 2 == 0) {
                        Files.delete(file);
                    }
                    held.close(true);
                    won++;
                } catch (FileInUseException e) {
                    lost++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lost;
    }
}
