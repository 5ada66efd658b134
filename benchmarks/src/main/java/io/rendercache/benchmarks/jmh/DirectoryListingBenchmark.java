package io.rendercache.benchmarks.jmh;

import io.rendercache.internal.job.FrameListing;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The ways Java has to list a directory, each finding the highest frame in a real directory of empty frame files; what
 * a miss of the frame-directory cache costs. Add {@code -prof gc} for the bytes per listing.
 *
 * <p>The directory's names are in the page cache: this is the cost of the software, and a cold disk or a network file
 * system only adds to it. The two that go by {@link File} cannot tell a failure from the end of the directory, so they
 * are here for comparison only.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DirectoryListingBenchmark {
    /** How many frame files the directory has. */
    @Param("100000")
    public int files = 100_000;

    private Path directory = Path.of("");
    private String directoryName = "";

    /** Makes the directory and its files, and checks that every way finds the same frame. */
    @Setup(Level.Trial)
    public void createFrames() throws IOException {
        directory = Files.createTempDirectory("rendercache-listing-");
        directoryName = directory.toString();
        for (int i = 0; i < files; i++) {
            Files.createFile(directory.resolve(String.format(Locale.ROOT, "frame_%05d.png", i)));
        }
        long[] answers = {
            frameListing(),
            streamPathString(),
            streamFileName(),
            streamGlob(),
            streamStatEach(),
            streamStatRaising(),
            secureStream(),
            filesList(),
            walkFileTree(),
            fileList(),
            fileListFiles()
        };
        for (long answer : answers) {
            if (answer != files - 1) {
                throw new IllegalStateException("expected frame " + (files - 1) + ", got " + answer);
            }
        }
    }

    /** Removes the files and the directory. */
    @TearDown(Level.Trial)
    public void deleteFrames() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
        }
        Files.delete(directory);
    }

    /** What the library does. */
    @Benchmark
    public long frameListing() {
        return FrameListing.maxFrameIndex(directoryName);
    }

    /** A directory stream, parsing the end of each path's string. */
    @Benchmark
    public long streamPathString() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return maxByPathString(entries.iterator());
        }
    }

    /** A directory stream, taking each path's file name first. */
    @Benchmark
    public long streamFileName() throws IOException {
        long max = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                max = Math.max(max, index(entry.getFileName().toString(), 0));
            }
        }
        return max;
    }

    /** A directory stream with a glob, the way it is found in most code. */
    @Benchmark
    public long streamGlob() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "frame_*.png")) {
            return maxByPathString(entries.iterator());
        }
    }

    /** A directory stream that asks about every file. */
    @Benchmark
    public long streamStatEach() throws IOException {
        long max = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry)) {
                    String path = entry.toString();
                    max = Math.max(max, index(path, path.lastIndexOf(File.separatorChar) + 1));
                }
            }
        }
        return max;
    }

    /** A directory stream that asks about a file as soon as its name raises the maximum. */
    @Benchmark
    public long streamStatRaising() throws IOException {
        long max = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String path = entry.toString();
                long index = index(path, path.lastIndexOf(File.separatorChar) + 1);
                if (index > max && Files.isRegularFile(entry)) {
                    max = index;
                }
            }
        }
        return max;
    }

    /** A directory stream that, where the platform can, asks about the winner relative to the open directory. */
    @Benchmark
    public long secureStream() throws IOException {
        long max = 0;
        Path winner = directory;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String path = entry.toString();
                long index = index(path, path.lastIndexOf(File.separatorChar) + 1);
                if (index > max) {
                    max = index;
                    winner = entry;
                }
            }
            BasicFileAttributes attributes = entries instanceof SecureDirectoryStream<Path> secure
                    ? secure.getFileAttributeView(winner.getFileName(), BasicFileAttributeView.class)
                            .readAttributes()
                    : Files.readAttributes(winner, BasicFileAttributes.class);
            return attributes.isRegularFile() ? max : -1;
        }
    }

    /** The same as a stream of the collections library. */
    @Benchmark
    public long filesList() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.mapToLong(entry -> {
                        String path = entry.toString();
                        return index(path, path.lastIndexOf(File.separatorChar) + 1);
                    })
                    .max()
                    .orElse(0);
        }
    }

    /** A walk of depth one, which asks about every file on its own account. */
    @Benchmark
    public long walkFileTree() throws IOException {
        long[] max = {0};
        Files.walkFileTree(directory, EnumSet.noneOf(FileVisitOption.class), 1, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    String path = file.toString();
                    max[0] = Math.max(max[0], index(path, path.lastIndexOf(File.separatorChar) + 1));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return max[0];
    }

    /** Names only, all at once; silent about failures. */
    @Benchmark
    public long fileList() {
        long max = 0;
        String[] names = directory.toFile().list();
        if (names != null) {
            for (String name : names) {
                max = Math.max(max, index(name, 0));
            }
        }
        return max;
    }

    /** Files, all at once; silent about failures. */
    @Benchmark
    public long fileListFiles() {
        long max = 0;
        File[] entries = directory.toFile().listFiles();
        if (entries != null) {
            for (File entry : entries) {
                max = Math.max(max, index(entry.getName(), 0));
            }
        }
        return max;
    }

    private static long maxByPathString(Iterator<Path> entries) {
        long max = 0;
        while (entries.hasNext()) {
            String path = entries.next().toString();
            max = Math.max(max, index(path, path.lastIndexOf(File.separatorChar) + 1));
        }
        return max;
    }

    /** A plain parser, the same for all: what differs is the listing. */
    private static long index(String path, int nameStart) {
        if (!path.startsWith("frame_", nameStart) || !path.endsWith(".png")) {
            return -1;
        }
        long index = 0;
        for (int i = nameStart + 6; i < path.length() - 4; i++) {
            int digit = path.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            index = index * 10 + digit;
        }
        return index;
    }
}
