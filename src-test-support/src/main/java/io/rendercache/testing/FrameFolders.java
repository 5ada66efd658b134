package io.rendercache.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Frame directories for tests, all under a root that the test gives: a {@code @TempDir}. */
public final class FrameFolders {
    /** The padding of frame numbers where a test does not care. */
    public static final int USUAL_PADDING = 4;

    private final Path root;

    /** Creates directories under {@code root}, which exists. */
    public FrameFolders(Path root) {
        this.root = root;
    }

    /** Returns an absolute path under the root where there is nothing. */
    public Path missing(String name) {
        return root.resolve(name);
    }

    /** Makes a directory that is empty. */
    public Path empty(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a directory with {@code frame_0001.png} to frame number {@code count}. */
    public Path frames(String name, int count) {
        Path directory = empty(name);
        for (int i = 1; i <= count; i++) {
            frame(directory, i, USUAL_PADDING);
        }
        return directory;
    }

    /** Makes a directory with files of these names, all empty. */
    public Path files(String name, String... fileNames) {
        Path directory = empty(name);
        for (String fileName : fileNames) {
            file(directory, fileName);
        }
        return directory;
    }

    /** Makes a regular file where a test wants something that is not a directory. */
    public Path regularFile(String name) {
        return file(root, name);
    }

    /** Returns names that look like a frame's and are none, each with a number that would be the highest. */
    public static List<String> noiseNames() {
        return List.of(
                "frame_9000.jpg",
                "Frame_9001.png",
                "FRAME_9002.PNG",
                "frame_9003.PNG",
                "thumb_9004.png",
                "frame_9005.png.bak",
                "frame_.png",
                "frame_-9006.png",
                "frame_+9007.png",
                "frame_9008 .png",
                "frame_ 9009.png",
                "frame_90_10.png",
                "frame_9011a.png",
                "frame_0x9012.png",
                "frame_9013",
                "frame_9014.",
                "frame_9015png",
                "frame9016.png",
                " frame_9017.png",
                "xframe_9018.png",
                "frame_9019.png ",
                "frame_9020.png\n",
                "frame_90.21.png",
                "frame_9,022.png",
                "9023.png",
                "frame__9024.png");
    }

    /** Adds {@code frame_N.png} with at least this many digits. */
    public static Path frame(Path directory, long number, int padding) {
        return file(directory, String.format(Locale.ROOT, "frame_%0" + padding + "d.png", number));
    }

    /** Adds an empty file. */
    public static Path file(Path directory, String name) {
        try {
            return Files.createFile(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a sub-directory. */
    public static Path subDirectory(Path directory, String name) {
        try {
            return Files.createDirectory(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a symbolic link to something that need not exist. */
    public static Path link(Path directory, String name, Path target) {
        try {
            return Files.createSymbolicLink(directory.resolve(name), target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a file of this name can be made in the directory: not where the platform's encoding lacks it. */
    public static boolean canHold(Path directory, String name) {
        try {
            Path probe = directory.resolve(name);
            Files.createFile(probe);
            Files.delete(probe);
            return true;
        } catch (InvalidPathException | FileSystemException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the permission to list the directory; returns whether that has an effect, which it has not for root. */
    public static boolean makeUnreadable(Path directory) {
        return directory.toFile().setReadable(false, false) && !Files.isReadable(directory);
    }

    /** Restores the permission to list the directory. */
    public static void makeReadable(Path directory) {
        if (!directory.toFile().setReadable(true, true)) {
            throw new IllegalStateException("cannot make readable again: " + directory);
        }
    }
}
