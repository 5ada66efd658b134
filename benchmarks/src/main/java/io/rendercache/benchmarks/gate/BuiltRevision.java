package io.rendercache.benchmarks.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A revision of a git repository, built from a clone in the workspace. The clone borrows the repository's objects and
 * leaves nothing behind in it: the revision is gone with the workspace.
 */
final class BuiltRevision {
    /** The benchmarks and the modules that they need, whichever those are in that revision. */
    private static final List<String> BUILD =
            List.of("mvn", "-B", "-q", "-DskipTests", "-pl", "benchmarks", "-am", "package");

    private final String revision;
    private final String commit;
    private final Path repository;
    private final Workspace workspace;

    private BuiltRevision(String revision, String commit, Path repository, Workspace workspace) {
        this.revision = revision;
        this.commit = commit;
        this.repository = repository;
        this.workspace = workspace;
    }

    /** Finds the revision in the repository that the directory lies in, or refuses it in one line. */
    static BuiltRevision find(String revision, Path directory, Workspace workspace)
            throws IOException, InterruptedException {
        Path log = workspace.path().resolve("git.log");
        // A revision that begins with a dash would be taken for an option.
        List<String> verify =
                List.of("git", "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
        if (revision.isBlank() || Programs.run(verify, directory, log) != 0) {
            throw new BadInputException("--against: '" + revision
                    + "' is neither a jar nor a revision of the git repository here; name one that is");
        }
        String commit = Programs.lastLine(log);
        if (Programs.run(List.of("git", "rev-parse", "--show-toplevel"), directory, log) != 0) {
            throw new BadInputException("--against: no files for " + revision + ": " + Programs.lastLine(log));
        }
        return new BuiltRevision(revision, commit, Path.of(Programs.lastLine(log)), workspace);
    }

    /** Builds it and returns its benchmarks.jar, or refuses it in one line. */
    Path build(Consumer<String> progress) throws IOException, InterruptedException {
        return build(BUILD, progress);
    }

    /** Builds it with this command, which a test has shorter. */
    Path build(List<String> command, Consumer<String> progress) throws IOException, InterruptedException {
        Path log = workspace.path().resolve("build.log");
        Path clone = workspace.path().resolve("revision");
        if (Programs.run(
                                List.of(
                                        "git",
                                        "clone",
                                        "--quiet",
                                        "--shared",
                                        "--no-checkout",
                                        repository.toString(),
                                        clone.toString()),
                                repository,
                                log)
                        != 0
                || Programs.run(List.of("git", "checkout", "--quiet", "--detach", commit), clone, log) != 0) {
            throw new BadInputException("--against: no files for " + revision + ": " + Programs.lastLine(log));
        }
        progress.accept("building " + revision);
        int exitCode = Programs.run(command, clone, log);
        Path jar = clone.resolve("benchmarks").resolve("target").resolve("benchmarks.jar");
        if (exitCode != 0) {
            throw new BadInputException("--against: " + revision + " does not build: " + Programs.complaint(log));
        }
        if (!Files.isRegularFile(jar)) {
            throw new BadInputException(
                    "--against: " + revision + " has no benchmarks.jar when it is built; name a later revision");
        }
        return jar;
    }
}
