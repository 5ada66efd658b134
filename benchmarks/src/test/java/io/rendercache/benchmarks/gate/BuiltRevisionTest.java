package io.rendercache.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Revisions of a small repository, built by git itself: the build makes an archive, or fails where there is nothing to
 * put in.
 */
class BuiltRevisionTest {
    private static final List<String> BUILD =
            List.of("git", "archive", "--output=benchmarks/target/benchmarks.jar", "--format=zip", "HEAD", "engine");

    @TempDir
    Path folder;

    private Path repository = Path.of("");

    @BeforeEach
    void makeTwoRevisions() throws Exception {
        boolean hasGit = true;
        try {
            Programs.run(List.of("git", "--version"), folder, folder.resolve("log"));
        } catch (BadInputException e) {
            hasGit = false;
        }
        assumeTrue(hasGit, "no git on the PATH");
        repository = Files.createDirectory(folder.resolve("repository"));
        git("init", "--quiet");
        Path target = Files.createDirectories(repository.resolve("benchmarks").resolve("target"));
        Files.writeString(target.resolve("kept"), "");
        commit("without an engine");
        Files.writeString(repository.resolve("engine"), "first");
        commit("with an engine");
    }

    @Test
    void shouldBuildARevisionAndLeaveNothingBehind() throws Exception {
        Path jar;
        Path work;
        List<String> said = new ArrayList<>();
        Files.writeString(repository.resolve("engine"), "changed since, not committed");

        try (Workspace workspace = new Workspace()) {
            work = workspace.path();
            jar = find("HEAD", workspace).build(BUILD, said::add);

            assertTrue(Files.size(jar) > 0);
            assertEquals("first", Files.readString(work.resolve("revision").resolve("engine")));
            assertEquals(List.of("building HEAD"), said);
        }

        assertFalse(Files.exists(work), work::toString);
        assertFalse(Files.exists(repository.resolve(".git").resolve("worktrees")));
        try (Stream<Path> left = Files.list(repository.resolve("benchmarks").resolve("target"))) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void shouldFindTheRepositoryFromAFolderInIt() throws Exception {
        try (Workspace workspace = new Workspace()) {
            BuiltRevision revision = BuiltRevision.find("HEAD", repository.resolve("benchmarks"), workspace);

            assertTrue(Files.isRegularFile(revision.build(BUILD, line -> {})));
        }
    }

    @Test
    void shouldRefuseARevisionThatDoesNotBuild() throws Exception {
        try (Workspace workspace = new Workspace()) {
            BuiltRevision revision = find("HEAD~1", workspace);

            String message = assertThrows(BadInputException.class, () -> revision.build(BUILD, line -> {}))
                    .getMessage();

            assertTrue(message.startsWith("--against: HEAD~1 does not build: "), message);
            assertTrue(message.contains("engine"), message);
        }
    }

    @Test
    void shouldRefuseARevisionWhoseBuildMakesNoJar() throws Exception {
        try (Workspace workspace = new Workspace()) {
            BuiltRevision revision = find("HEAD", workspace);

            String message = assertThrows(
                            BadInputException.class, () -> revision.build(List.of("git", "status"), line -> {}))
                    .getMessage();

            assertTrue(message.contains("no benchmarks.jar"), message);
        }
    }

    @Test
    void shouldRefuseWhatIsNoRevision() throws Exception {
        try (Workspace workspace = new Workspace()) {
            for (String unknown : List.of("nonesuch", "", " ", "--all", "HEAD~99", "HEAD:engine")) {
                String message = assertThrows(BadInputException.class, () -> find(unknown, workspace))
                        .getMessage();

                assertTrue(message.contains("'" + unknown + "' is neither a jar nor a revision"), message);
                assertEquals(1, message.lines().count());
            }
        }
    }

    private BuiltRevision find(String revision, Workspace workspace) throws Exception {
        return BuiltRevision.find(revision, repository, workspace);
    }

    private void commit(String message) throws Exception {
        git("add", "--all");
        git(
                "-c",
                "user.name=test",
                "-c",
                "user.email=test@localhost",
                "-c",
                "commit.gpgsign=false",
                "commit",
                "--quiet",
                "-m",
                message);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log");
        assertEquals(0, Programs.run(command, repository, log), () -> read(log));
    }

    private static String read(Path log) {
        try {
            return Programs.lastLine(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
