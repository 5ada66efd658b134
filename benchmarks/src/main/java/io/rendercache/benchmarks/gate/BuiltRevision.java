package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A revision of this repository, built in a git worktree that is removed when this is closed. */
final class BuiltRevision implements AutoCloseable {
    private final Path worktree;
    private final Path folder;

    private BuiltRevision(Path worktree, Path folder) {
        this.worktree = worktree;
        this.folder = folder;
    }

    /** Builds the revision, or refuses it in one line. */
    static BuiltRevision of(String revision, Workspace workspace, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path log = workspace.path().resolve("build.log");
        Path here = Path.of("").toAbsolutePath();
        // A revision that begins with a dash would be taken for an option.
        List<String> verify =
                List.of("git", "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
        if (revision.isBlank() || Programs.run(verify, here, log) != 0) {
            throw new BadInputException("--against: '" + revision
                    + "' is neither a jar nor a revision of the git repository here; name one that is");
        }
        String commit = Programs.lastLine(log);
        Path worktree = workspace.path().resolve("worktree");
        BuiltRevision built = new BuiltRevision(worktree, workspace.path());
        try {
            if (Programs.run(List.of("git", "worktree", "add", "--detach", worktree.toString(), commit), here, log)
                    != 0) {
                throw new BadInputException("--against: no worktree for " + revision + ": " + Programs.lastLine(log));
            }
            progress.accept("building " + revision);
            if (Programs.run(List.of("mvn", "-B", "-q", "-DskipTests", "package"), worktree, log) != 0
                    || !Files.isRegularFile(built.jar())) {
                throw new BadInputException("--against: " + revision + " does not build: " + Programs.lastLine(log));
            }
            return built;
        } catch (Throwable e) {
            built.close();
            throw e;
        }
    }

    Path jar() {
        return worktree.resolve("benchmarks/target/benchmarks.jar");
    }

    @Override
    public void close() throws IOException {
        try {
            Path here = Path.of("").toAbsolutePath();
            Programs.run(
                    List.of("git", "worktree", "remove", "--force", worktree.toString()),
                    here,
                    folder.resolve("remove.log"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
