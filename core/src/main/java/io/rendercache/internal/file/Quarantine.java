package io.rendercache.internal.file;

import io.rendercache.internal.layout.IncompatibilityMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Renames a file that no other process can have open, within its folder. Its contents are unchanged. */
public final class Quarantine {
    private static final String INFIX = ".incompatible-";
    private static final int MOST = 10_000;

    private Quarantine() {}

    /**
     * Moves the file to the first free {@code name.incompatible-n} and lets only its owner read it.
     *
     * @throws IOException if no name is free or it cannot be moved; it is where it was then
     */
    public static Path move(Path file) throws IOException {
        Path target = reserve(file);
        try {
            // Over our own reservation and nothing else: a plain move would look and then rename, and there is a gap.
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw new IOException(
                    IncompatibilityMessage.oneLine("cannot set " + file + " aside as " + target + ": " + e), e);
        }
        keepToOwner(target);
        return target;
    }

    private static Path reserve(Path file) throws IOException {
        for (int n = 1; n <= MOST; n++) {
            Path target = file.resolveSibling(file.getFileName() + INFIX + n);
            if (LockedFile.createEmpty(target)) {
                return target;
            }
        }
        throw new IOException(IncompatibilityMessage.oneLine(
                "cannot set " + file + " aside: all names up to " + INFIX + MOST + " are taken; remove some of them"));
    }

    private static void keepToOwner(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            try {
                view.setPermissions(PosixFilePermissions.fromString("rw-------"));
            } catch (IOException e) {
                // Another user's file keeps the permissions that user gave it.
                return;
            }
        }
    }
}
