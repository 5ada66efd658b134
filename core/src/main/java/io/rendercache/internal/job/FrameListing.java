package io.rendercache.internal.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a frame directory and finds its highest frame. This is the whole cost of a miss in the frame-directory cache.
 *
 * <p><b>One pass over the names, one question to the file system.</b> The highest index is found by name alone; only the
 * file that carries it is then asked whether it is a regular file. Asking as names come in would ask once per file in a
 * directory that lists in ascending order. When the winner turns out to be a sub-directory, a dangling link or gone,
 * the directory is read a second time and its frame names are asked about from the highest down, so the answer is right
 * however many impostors there are, and never is a name asked about that is below the answer.
 *
 * <p><b>Why a {@link DirectoryStream}.</b> Because it reports every failure. {@link java.io.File#list()} answers {@code
 * null} whatever went wrong, and takes a read error half-way for the end of the directory: a lower frame, and not a word
 * about it. The stream is also the faster of the two. Of an entry nothing is made but the string of its path; splitting
 * off the file name first costs a seventh more.
 *
 * <p>Stateless; any number of threads.
 */
public final class FrameListing {
    /** A frame's name is this, one or more ASCII digits, and {@link #SUFFIX}; case counts. */
    private static final String PREFIX = "frame_";

    private static final String SUFFIX = ".png";

    /** The shortest name there is: one digit. */
    private static final int MIN_LENGTH = PREFIX.length() + 1 + SUFFIX.length();

    /** As many links as Linux follows in one path before it calls them a loop. */
    private static final int MAX_LINKS = 40;

    private static final int NOT_A_FRAME = -1;

    private FrameListing() {}

    /**
     * The highest {@code N} among the files {@code frame_N.png} directly in a directory, as it is now.
     *
     * <p>{@code N} is one or more ASCII digits with any padding; a number that does not fit in a {@code long} is no
     * frame. Regular files count, and links to them; sub-directories and dangling or circular links never. A file
     * that appears or vanishes meanwhile may count or not; one that is there throughout always does. A directory that
     * is deleted meanwhile counts as missing.
     *
     * @param directory the directory's path, relative to the working directory if not absolute
     * @return the index, or 0 if the directory is missing or has no frame
     * @throws UncheckedIOException if the directory or the decisive file cannot be read: not a directory, no permission,
     *     no file handle left, an I/O error; the message has the path, the cause tells which
     * @throws java.nio.file.InvalidPathException if the platform cannot express the path
     */
    public static long maxFrameIndex(String directory) {
        return maxFrameIndex(Path.of(directory));
    }

    /** The same on any file system, so that tests can bring one that fails. */
    static long maxFrameIndex(Path directory) {
        try {
            return list(directory);
        } catch (DirectoryIteratorException e) {
            return zeroIfMissing(directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            return zeroIfMissing(directory, e);
        }
    }

    /** Which file may be missing here is the directory itself; {@link #isRegularFile} deals with the others. */
    private static long zeroIfMissing(Path directory, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return 0;
        }
        throw new UncheckedIOException("Cannot read frame directory " + directory + ": " + failure, failure);
    }

    private static long list(Path directory) throws IOException {
        // Frame 0 and no frame are the same answer, so frame 0 is not worth a question either.
        long max = 0;
        Path winner = null;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            int nameStart = -1;
            for (Path entry : entries) {
                if (nameStart < 0) {
                    nameStart = nameStart(entry);
                }
                long index = frameIndex(entry.toString(), nameStart);
                if (index > max) {
                    max = index;
                    winner = entry;
                }
            }
        }
        if (winner == null) {
            return 0;
        }
        return isRegularFile(winner) ? max : maxOfRegularFiles(directory);
    }

    /** The rare second pass: the highest name lied, so ask from the top down, and remember all to do so. */
    private static long maxOfRegularFiles(Path directory) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            int nameStart = -1;
            for (Path entry : entries) {
                if (nameStart < 0) {
                    nameStart = nameStart(entry);
                }
                long index = frameIndex(entry.toString(), nameStart);
                if (index > 0) {
                    candidates.add(new Candidate(index, entry));
                }
            }
        }
        candidates.sort(Comparator.comparingLong(Candidate::index).reversed());
        for (Candidate candidate : candidates) {
            if (isRegularFile(candidate.path())) {
                return candidate.index();
            }
        }
        return 0;
    }

    private record Candidate(long index, Path path) {}

    /** Where the file name starts in an entry's string: the same for all entries of one directory. */
    private static int nameStart(Path entry) {
        Path name = entry.getFileName();
        return entry.toString().length() - name.toString().length();
    }

    /**
     * The index in a file name, or a negative number if it is not a frame's.
     *
     * @param path a string that ends with the name
     * @param nameStart where in it the name starts
     */
    static long frameIndex(String path, int nameStart) {
        if (path.length() - nameStart < MIN_LENGTH || !path.startsWith(PREFIX, nameStart) || !path.endsWith(SUFFIX)) {
            return NOT_A_FRAME;
        }
        int end = path.length() - SUFFIX.length();
        long index = 0;
        for (int i = nameStart + PREFIX.length(); i < end; i++) {
            int digit = path.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_FRAME;
            }
            // Before multiplying, for a product that has wrapped round may look like any number.
            if (index > (Long.MAX_VALUE - digit) / 10) {
                return NOT_A_FRAME;
            }
            index = index * 10 + digit;
        }
        return index;
    }

    /**
     * Whether a path is a regular file or leads to one. Not {@link Files#isRegularFile}, for that says {@code false} when
     * it could not find out.
     */
    private static boolean isRegularFile(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // A link can dangle in ways for which there is no exception type; anything else is a failure.
            if (leadsNowhere(file)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether links lead from here in a circle, or to a path inside a file; {@code false} if that is not certain. */
    private static boolean leadsNowhere(Path file) {
        Path at = file;
        for (int hops = 0; hops <= MAX_LINKS; hops++) {
            Path next = linkTarget(at);
            if (next == null) {
                return isInsideFile(at);
            }
            at = next;
        }
        return true;
    }

    private static boolean isInsideFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Path linkTarget(Path link) {
        try {
            boolean isLink = Files.readAttributes(link, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isSymbolicLink();
            return isLink ? link.resolveSibling(Files.readSymbolicLink(link)) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
