package io.rendercache.internal.file;

import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.IncompatibilityMessage;
import io.rendercache.internal.layout.OwnerRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file that this JVM has locked against other processes and against itself.
 *
 * <h2>Why a file is never opened twice</h2>
 *
 * A POSIX lock belongs to the process, and closing <em>any</em> channel of the file releases it. Opening the file a
 * second time, finding it locked and closing it again would release the lock of the first holder. Therefore all locked
 * files are registered here by their identity (two hard links are one file), and the register is checked before a
 * channel is opened. Checking, opening, locking and registering are one step under one monitor; writing and forcing,
 * which take long, are done outside it.
 *
 * <p>The register does not contain the files of another copy of this class in another class loader. The platform
 * detects those: it refuses the lock with an {@link OverlappingFileLockException}. The channel that was refused must
 * never be closed; it is kept and reused when the same file is requested again.
 *
 * <p>The identity is read before the file is opened and again after it has been locked. If both are equal, the locked
 * file is the one that the path names, and it remains so as long as every process renames only files that it has
 * locked.
 */
final class LockedFile {
    /** Opens an existing file; tests use one that does something else in between. */
    @FunctionalInterface
    interface Opening {
        /** Returns a channel for reading and writing. */
        FileChannel open(Path file) throws IOException;
    }

    private static final Object MONITOR = new Object();
    private static final Map<Object, LockedFile> HELD = new HashMap<>();
    private static final Map<Object, FileChannel> NEVER_TO_BE_CLOSED = new HashMap<>();

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Object identity;
    private final FileChannel channel;

    private LockedFile(Object identity, FileChannel channel) {
        this.identity = identity;
        this.channel = channel;
    }

    /**
     * Opens and locks the file, after creating an empty one if there is none.
     *
     * @return {@code null} if the file was replaced meanwhile, and the caller must try again
     * @throws FileInUseException if it is locked already
     * @throws IncompatibleFileException if it is no regular file, a symbolic link for one
     * @throws NoSuchFileException if its directory is missing
     */
    static @Nullable LockedFile hold(Path file) throws IOException {
        return hold(file, LockedFile::open);
    }

    /** Does the same with another way of opening. */
    static @Nullable LockedFile hold(Path file, Opening opening) throws IOException {
        synchronized (MONITOR) {
            Object identity = identityOf(file);
            if (identity == null) {
                createEmpty(file);
                identity = identityOf(file);
            }
            if (identity == null) {
                return null;
            }
            if (HELD.containsKey(identity)) {
                throw heldByThisProcess(file);
            }
            FileChannel channel = NEVER_TO_BE_CLOSED.remove(identity);
            try {
                return lock(file, identity, channel == null ? opening.open(file) : channel);
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }

    /** Creates a file that does not exist, readable by its owner only, and locks it. */
    static LockedFile create(Path file) throws IOException {
        synchronized (MONITOR) {
            if (!createEmpty(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Object identity = identityOf(file);
            LockedFile held = identity == null ? null : lock(file, identity, open(file));
            if (held == null) {
                throw new NoSuchFileException(file.toString(), null, "was removed while it was being made");
            }
            return held;
        }
    }

    /** Creates an empty file, readable by its owner only, unless the file exists; returns whether it was created. */
    static boolean createEmpty(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
        try {
            FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)
                    .close();
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(
                    String.valueOf(file.getParent()),
                    null,
                    "is no directory for " + file.getFileName() + "; make it first");
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(file.toString(), null, "may not be made by this process");
        }
    }

    /** Returns whether this JVM has locked the file that the path names. */
    static boolean isHeld(Path file) throws IOException {
        synchronized (MONITOR) {
            return HELD.containsKey(identityOf(file));
        }
    }

    /** Returns whether the path still names this file. */
    boolean isStillAt(Path file) throws IOException {
        return identity.equals(identityOf(file));
    }

    /** Returns the channel, which only {@link #release} closes. */
    FileChannel channel() {
        return channel;
    }

    /** Closes the file and thereby releases the lock. */
    void release() throws IOException {
        synchronized (MONITOR) {
            try {
                channel.close();
            } finally {
                HELD.remove(identity, this);
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(file.toString(), null, "may not be read and written by this process");
        }
    }

    private static @Nullable LockedFile lock(Path file, Object identity, FileChannel channel) throws IOException {
        boolean keepOpen = false;
        try {
            if (channel.tryLock() == null) {
                throw heldByAnother(file, pidOfOther(channel));
            }
            if (!identity.equals(identityOf(file))) {
                return null;
            }
            LockedFile held = new LockedFile(identity, channel);
            HELD.put(identity, held);
            keepOpen = true;
            return held;
        } catch (OverlappingFileLockException e) {
            keepOpen = true;
            Object certain = new Object();
            try {
                certain = identity.equals(identityOf(file)) ? identity : certain;
            } finally {
                NEVER_TO_BE_CLOSED.put(certain, channel);
            }
            throw heldByThisProcess(file);
        } finally {
            if (!keepOpen) {
                channel.close();
            }
        }
    }

    /** Returns the identity of the file, or {@code null} if there is none. */
    private static @Nullable Object identityOf(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (attributes.isSymbolicLink()) {
            throw new IncompatibilityMessage(file)
                    .notAFile("is a symbolic link, which is not followed", "give the path of the file itself");
        }
        if (!attributes.isRegularFile()) {
            throw new IncompatibilityMessage(file)
                    .notAFile(
                            attributes.isDirectory() ? "is a directory, not a file" : "is not a regular file",
                            IncompatibilityMessage.ANOTHER_PATH);
        }
        Object key = attributes.fileKey();
        return key == null ? file.toRealPath() : key;
    }

    private static FileInUseException heldByThisProcess(Path file) {
        long pid = ProcessHandle.current().pid();
        return new FileInUseException(
                IncompatibilityMessage.oneLine(file + " is in use by this process (" + pid
                        + "); close the cache that has it open, or " + IncompatibilityMessage.ANOTHER_PATH),
                pid);
    }

    private static FileInUseException heldByAnother(Path file, long pid) {
        String holder = pid == 0 ? "another process" : "process " + pid;
        return new FileInUseException(
                IncompatibilityMessage.oneLine(file + " is in use by " + holder + "; close the cache there, or "
                        + IncompatibilityMessage.ANOTHER_PATH),
                pid);
    }

    /**
     * Returns the process id in a file that another process has locked, or 0 if there is no plausible one. Never
     * throws, whatever the file contains and even if it cannot be read.
     */
    private static long pidOfOther(FileChannel channel) {
        try {
            ByteBuffer page = FileHeader.readPage(channel);
            boolean isHeader = page.limit() == HeaderDescriptor.LENGTH && FileHeader.startsLikeHeader(page);
            return isHeader ? OwnerRecord.decode(page).otherPid() : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
