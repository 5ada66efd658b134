package io.rendercache;

import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An embeddings file whose rows name themselves and the generation that wrote them, all generations of one size and one
 * modification time, with a vocabulary; and a clock far enough ahead for the files to count as old.
 */
final class LabelFiles {
    static final int ROWS = 8;

    private static final int ROW_BYTES = 32;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-02-02T02:02:02.123456789Z"));

    final AtomicInteger loads = new AtomicInteger();

    private final Path embeddings;
    private final Path vocabulary;

    LabelFiles(Path folder) {
        this.embeddings = folder.resolve("embeddings.bin");
        this.vocabulary = folder.resolve("vocabulary.txt");
        write(vocabulary, "words");
        index(0);
    }

    Path embeddings() {
        return embeddings;
    }

    Path vocabulary() {
        return vocabulary;
    }

    /** Writes all rows anew, in place, and sets the modification time back. */
    void index(int generation) {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            rows.append(String.format(Locale.ROOT, "%-32s", name(row, generation)));
        }
        write(embeddings, rows.toString());
    }

    /** The same, and again until the file system's clock has moved on and the stamp tells the two apart. */
    void indexInLaterTick(int generation) {
        FileStamp before = FileStamp.of(embeddings);
        Threads.await("the file system's clock to move", LIMIT, () -> {
            index(generation);
            return !FileStamp.of(embeddings).equals(before);
        });
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
            Files.setLastModifiedTime(file, LONG_AGO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(int row, int generation) {
        return "row " + row + " of generation " + generation;
    }

    static ImageLabel label(int row, int generation, int topK) {
        return new ImageLabel(name(row, generation), List.of("second", "third").subList(0, topK - 1), row / 8.0);
    }

    /** Reads the row from the file as it is now. */
    Optional<ImageLabel> load(LabelKey key) throws IOException {
        loads.incrementAndGet();
        if (key.vocabulary().isAbsent() || key.sortedIndex() >= ROWS) {
            return Optional.empty();
        }
        byte[] row = new byte[ROW_BYTES];
        try (RandomAccessFile file = new RandomAccessFile(key.embeddingsPath(), "r")) {
            file.seek((long) key.sortedIndex() * ROW_BYTES);
            file.readFully(row);
        }
        String label = new String(row, StandardCharsets.UTF_8).strip();
        return Optional.of(
                new ImageLabel(label, List.of("second", "third").subList(0, key.topK() - 1), key.sortedIndex() / 8.0));
    }

    /** A minute ahead: whatever the files' change time, it is old enough. */
    static long aMinuteAhead() {
        return now() + TimeUnit.MINUTES.toNanos(1);
    }

    static long now() {
        return FileTime.from(Instant.now()).to(TimeUnit.NANOSECONDS);
    }

    /** Whether files here have a time that nobody can set back. */
    static boolean noteChangeTime(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** How many threads of this name stand still within {@link ImageLabelCache#label}. */
    static long waiting(String name) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith(name + "-")
                        && thread.getKey().getState() == Thread.State.TIMED_WAITING)
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(ImageLabelCache.class.getName())
                                && frame.getMethodName().equals("label")))
                .count();
    }
}
