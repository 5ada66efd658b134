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
 * A file that this JVM holds: open, locked against every other process, and known to all of this JVM.
 *
 * <h2>Why a file is never opened twice</h2>
 *
 * A POSIX lock belongs to the process, and closing <em>any</em> channel of a file drops it. So opening the file a second
 * time, finding it locked and closing it again would set the file free under the first holder. Hence all that is held
 * is listed here by the file's own identity (two hard links are one file), and is looked up before a channel is opened.
 * Looking up, opening, locking and listing are one step under one monitor for the JVM; what takes long, writing
 * and forcing, is done outside.
 *
 * <p>The list does not know what another copy of this class holds, in another class loader. The platform does: it
 * refuses the lock with an {@link OverlappingFileLockException}. The channel that found this out must stay open for good,
 * and is kept for the next who asks for the same file.
 *
 * <p>The identity is read before the file is opened and again once it is locked. If it is the same, then what is locked
 * is what the path names, and remains so as long as everybody renames only what he has locked.
 */
final class LockedFile {
    /** How a file that is there is opened; a test lets something happen meanwhile. */
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
     * Holds the file, an empty one if there was none.
     *
     * @return {@code null} if it was replaced meanwhile, so that it is to be tried again
     * @throws FileInUseException if it is held already
     * @throws IncompatibleFileException if it is no regular file, a symbolic link for one
     * @throws NoSuchFileException if its directory is missing
     */
    static @Nullable LockedFile hold(Path file) throws IOException {
        return hold(file, LockedFile::open);
    }

    /** The same with another way of opening. */
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

    /** Makes a file that was not there, and holds it; only its owner may read it. */
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

    /** Makes an empty file that only its owner may read, unless there is one; returns whether it did. */
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

    /** Whether some cache of this JVM holds what the path names. */
    static boolean isHeld(Path file) throws IOException {
        synchronized (MONITOR) {
            return HELD.containsKey(identityOf(file));
        }
    }

    /** Whether the path still names what is held here. */
    boolean isStillAt(Path file) throws IOException {
        return identity.equals(identityOf(file));
    }

    /** Returns its channel, to be closed by {@link #release} only. */
    FileChannel channel() {
        return channel;
    }

    /** Closes the file and with it gives up the lock. */
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

    /** What tells the file from every other, or {@code null} if it is missing. */
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
     * Returns the process id that a file held by another process shows, or 0 if it shows none that can be true. Never
     * throws for what stands there, nor for what cannot be read.
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
