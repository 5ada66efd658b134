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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lists a frame directory and finds its highest frame. This is the whole cost of a miss in the frame-directory cache.
 *
 * <p><b>One pass over the names, one call for attributes.</b> The highest index is found by name alone; only of that
 * file is it then determined whether it is a regular file. Doing so as names come in would take one call per file in a
 * directory that lists in ascending order.
 *
 * <p><b>When the highest name is no file</b> but a sub-directory, a dangling link or gone, the directory is read a
 * second time and the {@value #CANDIDATES} highest frame names are checked from the highest down. With fewer impostors
 * than that, no name below the answer is checked. If all of them are impostors, a third pass checks each lower name
 * that is above the highest file found so far. So the answer is right however many impostors there are, the memory does
 * not depend on the number of names, and the worst case is three passes and one call for each name: a directory that
 * lists in ascending order and whose {@value #CANDIDATES} highest frames are all sub-directories.
 *
 * <p><b>Why a {@link DirectoryStream}.</b> Because it reports every failure. {@link java.io.File#list()} answers {@code
 * null} whatever went wrong, and takes a read error half-way for the end of the directory, which silently gives a lower
 * frame. The stream is also the faster of the two. Only the string of an entry's path is created; splitting off the
 * file name first costs a seventh more.
 *
 * <p>Stateless; safe for any number of threads.
 */
public final class FrameListing {
    /** A frame's name is this, one or more ASCII digits, and {@link #SUFFIX}; case counts. */
    private static final String PREFIX = "frame_";

    private static final String SUFFIX = ".png";

    /** The shortest name: one digit. */
    private static final int MIN_LENGTH = PREFIX.length() + 1 + SUFFIX.length();

    /** As many links as Linux follows in one path before it calls them a loop. */
    private static final int MAX_LINKS = 40;

    private static final int NOT_A_FRAME = -1;

    /** What a string has in place of bytes that are not valid text: it does not name the intended directory. */
    private static final char REPLACEMENT = '\uFFFD';

    /** How many names the second pass keeps. */
    private static final int CANDIDATES = 256;

    private FrameListing() {}

    /**
     * Returns the highest {@code N} among the files {@code frame_N.png} directly in a directory.
     *
     * <p>{@code N} is one or more ASCII digits with any padding; a number that does not fit in a {@code long} is no
     * frame. Regular files count, and links to them; sub-directories and dangling or circular links never. A file that
     * appears or vanishes concurrently may count or not; one that is present throughout always does. A directory that
     * is deleted concurrently counts as missing.
     *
     * @param directory the directory's path, relative to the working directory if not absolute
     * @return the index, or 0 if the directory is missing or has no frame
     * @throws UncheckedIOException if the directory or the decisive file cannot be read: not a directory, no
     *     permission, no file handle left, an I/O error; the message has the path, the cause tells which. Also if the
     *     directory is missing and its path has the replacement character U+FFFD
     * @throws java.nio.file.InvalidPathException if the platform cannot express the path
     */
    public static long maxFrameIndex(String directory) {
        return maxFrameIndex(Path.of(directory));
    }

    /** Like {@link #maxFrameIndex(String)}, on any file system, so that tests can use one that fails. */
    static long maxFrameIndex(Path directory) {
        try {
            return list(directory);
        } catch (DirectoryIteratorException e) {
            return zeroIfMissing(directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            return zeroIfMissing(directory, e);
        }
    }

    /** Only the directory itself may be missing here; {@link #isRegularFile} handles the files. */
    private static long zeroIfMissing(Path directory, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            if (directory.toString().indexOf(REPLACEMENT) >= 0) {
                throw new UncheckedIOException(
                        "No frame directory " + directory
                                + ": its name has the replacement character U+FFFD, so the name on"
                                + " disk is probably not valid in the platform's encoding "
                                + System.getProperty("sun.jnu.encoding") + "; rename the directory",
                        failure);
            }
            return 0;
        }
        throw new UncheckedIOException("Cannot read frame directory " + directory + ": " + failure, failure);
    }

    private static long list(Path directory) throws IOException {
        Highest highest = new Highest();
        forEachFrame(directory, highest);
        if (highest.path == null) {
            return 0;
        }
        return isRegularFile(highest.path) ? highest.index : maxOfRegularFiles(directory);
    }

    /** The rare case: the highest name is no file. */
    private static long maxOfRegularFiles(Path directory) throws IOException {
        HighestFew few = new HighestFew();
        forEachFrame(directory, few);
        List<Candidate> candidates = few.descending();
        for (Candidate candidate : candidates) {
            if (isRegularFile(candidate.path())) {
                return candidate.index();
            }
        }
        if (candidates.size() < CANDIDATES) {
            return 0;
        }
        // A file with a higher index that was there throughout would have been among the candidates; one with the same
        // index, spelled otherwise, need not have been.
        HighestFile rest = new HighestFile(candidates.get(candidates.size() - 1).index());
        forEachFrame(directory, rest);
        return rest.index;
    }

    /** Visits each entry whose name is a frame's and whose index is not 0, which is also the answer without frames. */
    private static void forEachFrame(Path directory, FrameVisitor visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            int nameStart = -1;
            for (Path entry : entries) {
                if (nameStart < 0) {
                    nameStart = nameStart(entry);
                }
                long index = frameIndex(entry.toString(), nameStart);
                if (index > 0) {
                    visitor.visit(index, entry);
                }
            }
        }
    }

    private interface FrameVisitor {
        void visit(long index, Path path) throws IOException;
    }

    /** Keeps the name with the highest index. */
    private static final class Highest implements FrameVisitor {
        private long index;
        private @Nullable Path path;

        @Override
        public void visit(long newIndex, Path newPath) {
            if (newIndex > index) {
                index = newIndex;
                path = newPath;
            }
        }
    }

    /** Keeps the {@link #CANDIDATES} names with the highest indices. */
    private static final class HighestFew implements FrameVisitor {
        private static final Comparator<Candidate> ASCENDING = Comparator.comparingLong(Candidate::index);

        private final PriorityQueue<Candidate> lowestFirst = new PriorityQueue<>(CANDIDATES + 1, ASCENDING);

        @Override
        public void visit(long index, Path path) {
            if (lowestFirst.size() < CANDIDATES || index > lowestFirst.element().index()) {
                lowestFirst.add(new Candidate(index, path));
                if (lowestFirst.size() > CANDIDATES) {
                    lowestFirst.remove();
                }
            }
        }

        List<Candidate> descending() {
            return lowestFirst.stream().sorted(ASCENDING.reversed()).toList();
        }
    }

    /** Keeps the highest index of a regular file, and checks only names that would raise it. */
    private static final class HighestFile implements FrameVisitor {
        private final long limit;
        private long index;

        HighestFile(long limit) {
            this.limit = limit;
        }

        @Override
        public void visit(long newIndex, Path path) throws IOException {
            if (newIndex > index && newIndex <= limit && isRegularFile(path)) {
                index = newIndex;
            }
        }
    }

    private record Candidate(long index, Path path) {}

    /** Returns where the file name starts in an entry's string: the same for all entries of one directory. */
    private static int nameStart(Path entry) {
        Path name = entry.getFileName();
        return entry.toString().length() - name.toString().length();
    }

    /**
     * Returns the index in a file name, or a negative number if it is not a frame's.
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
            // Before multiplying, because a product that has overflowed may look like any number.
            if (index > (Long.MAX_VALUE - digit) / 10) {
                return NOT_A_FRAME;
            }
            index = index * 10 + digit;
        }
        return index;
    }

    /**
     * Returns whether a path is a regular file or a link to one. Unlike {@link Files#isRegularFile}, which returns
     * {@code false} if that cannot be determined.
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

    /**
     * Returns whether links from here are circular, or lead to a path inside a file; {@code false} if that is not
     * certain.
     */
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
