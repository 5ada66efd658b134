package io.rendercache.benchmarks.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a run's files go to: the one given, or {@code perf-results/<date>-<machine>-jdk<feature>}.
 *
 * <p>Several commands may add to one folder; none writes over a file that is there, unless forced. A folder belongs to
 * one machine and JDK, those of its {@code env.json}, for figures of two must not be compared.
 */
public final class ResultsFolder {
    /** Where runs are kept, below the working directory. */
    public static final Path ROOT = Path.of("perf-results");

    /** The file that says what machine and JDK. */
    public static final String ENVIRONMENT = "env.json";

    private final Path path;
    private final boolean force;

    private ResultsFolder(Path path, boolean force) {
        this.path = path;
        this.force = force;
    }

    /**
     * Makes the folder if need be, and its {@code env.json}.
     *
     * @param out the folder, or null for the one named after the day, the machine and the JDK
     * @param force whether files of earlier runs may be written over
     * @throws ResultsExistException if the folder is another machine's or JDK's
     */
    public static ResultsFolder open(@Nullable Path out, Environment environment, boolean force) throws IOException {
        Path path = out == null ? ROOT.resolve(environment.folderName()) : out;
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new IOException(path + " is a file; give a folder with --out");
        }
        Files.createDirectories(path);
        ResultsFolder folder = new ResultsFolder(path, force);
        folder.keep(environment);
        return folder;
    }

    /** Returns the folder's path. */
    public Path path() {
        return path;
    }

    /**
     * Returns the path for a file that is to be written, after asking whether it may be.
     *
     * @throws ResultsExistException if it is there already and this folder was not opened by force
     */
    public Path file(String name) throws IOException {
        Path file = path.resolve(name);
        if (!force && Files.exists(file)) {
            throw new ResultsExistException(
                    file + " is an earlier run's; give another folder with --out, or --force to write over it");
        }
        return file;
    }

    private void keep(Environment environment) throws IOException {
        Path file = path.resolve(ENVIRONMENT);
        if (Files.exists(file) && !force) {
            Environment earlier = Json.read(file, Environment.class);
            if (!earlier.isSameMachineAs(environment)) {
                throw new ResultsExistException(file + " is of " + earlier.describe() + ", this is "
                        + environment.describe() + "; give another folder with --out");
            }
            return;
        }
        Json.write(file, environment);
    }
}
