package io.rendercache.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports that the mapped file of an open cache has been truncated. Safe for any number of threads.
 *
 * <h2>What HotSpot does, and what follows</h2>
 *
 * An access to a page that the file no longer has raises SIGBUS. HotSpot skips the instruction, and throws an {@link
 * InternalError} later. A skipped read returns whatever the register contained, so what was read is garbage until then.
 * Observed on Linux, x86-64:
 *
 * <ul>
 *   <li>JDK 25, interpreted: thrown by the access itself. Compiled by C1 or C2: thrown at the next safepoint poll,
 *       which is most often where the compiled method that contains the access, possibly inlined, returns to its
 *       caller, so a handler around the access does not catch it.
 *   <li>JDK 17, interpreted and compiled, copies too: thrown when a call of the compiled code or the interpreter into
 *       the runtime returns, as that of an allocation that needs a new buffer; not when a native method returns. A
 *       million loop iterations and calls were not interrupted. It may be thrown in code that has nothing to do with
 *       the access.
 *   <li>A compare-and-set on such a page by the interpreter ends either JVM with a fatal error. So locks and other
 *       words that are changed that way are never in a mapped file.
 * </ul>
 *
 * <p>{@link #deliver} does something that makes what is pending be thrown there: in JDK 25 the return of a native
 * method, some 20 ns; before, the allocation of an array of arrays, which always calls the runtime, some 100 ns.
 * Callers call it at the end of what they do, inside the {@code try} block whose handler calls {@link #translated}; a
 * lookup that finds its key does without, unless the entry lies in two pages, of which one may be there, or it has
 * looked at other slots before. What can be promised: every call that writes, removes, clears, scans, flushes or does
 * not find its key, and that has accessed a missing page, throws the exception that names the file; once one has, so
 * does every later call. What cannot: a lookup that finds its key on a page that is gone. Its key must compare equal to
 * garbage for that, and the {@code InternalError} then comes from a later call or from the caller's own code. Nor is it
 * known where within an operation the error is thrown, so that must be ready for it everywhere.
 */
public final class MappingFaults {
    /**
     * In the messages of all these errors, of all versions: "a fault occurred in a(n) ... unsafe memory access ...".
     */
    private static final String FAULT = "unsafe memory access";

    /** Known of 25, and known not to hold of 17; the other way works in both. */
    private static final boolean IS_THROWN_AFTER_NATIVE_CALLS =
            Runtime.version().feature() >= 25;

    private record Mapped(Path file, long bytes) {}

    private final String cacheName;
    private final List<Mapped> mapped;
    private final boolean isMapped;
    private volatile @Nullable String shortened;

    private MappingFaults(String cacheName, List<Mapped> mapped) {
        this.cacheName = cacheName;
        this.mapped = mapped;
        this.isMapped = !mapped.isEmpty();
    }

    /**
     * Returns an instance for the files that a cache has just opened; those that do not exist are ignored.
     *
     * @param files none for a cache in memory
     */
    public static MappingFaults of(String cacheName, List<Path> files) {
        List<Mapped> mapped = new ArrayList<>();
        for (Path file : files) {
            long bytes = length(file);
            if (bytes > 0) {
                mapped.add(new Mapped(file, bytes));
            }
        }
        return new MappingFaults(cacheName, List.copyOf(mapped));
    }

    /**
     * Throws what is pending in this thread; does nothing for a cache in memory.
     *
     * @throws InternalError if an access has failed
     */
    public void deliver() {
        if (isMapped) {
            // Not a constant, for which the compiler would allocate the array itself.
            poll(mapped.size() >> 16);
        }
    }

    /**
     * Throws what is pending in this thread, after bytes were read that lie in more than one page of a mapped file: the
     * first of them may be there, and the last not.
     *
     * @throws InternalError if an access has failed
     */
    public static void deliverAt(long address) {
        poll((int) (address >>> 62));
    }

    /** Throws what is pending and may throw nothing of it, as at the end of a close; returns whether there was any. */
    public boolean discard() {
        try {
            deliver();
            return false;
        } catch (InternalError e) {
            if (!isFault(e)) {
                throw e;
            }
            return true;
        }
    }

    private static int poll(int none) {
        return IS_THROWN_AFTER_NATIVE_CALLS
                ? Thread.holdsLock(MappingFaults.class) ? 1 : 0
                : new int[none][none].length;
    }

    /**
     * Returns the exception to be thrown in place of an error. If one of the files is shorter than it was, that is
     * remembered.
     *
     * @throws InternalError the error itself, if it is none of a memory access, or the cache is in memory
     */
    public RuntimeException translated(InternalError e) {
        if (!isMapped || !isFault(e)) {
            throw e;
        }
        for (Mapped each : mapped) {
            long bytes = length(each.file);
            if (bytes >= 0 && bytes < each.bytes) {
                shortened = "cache " + cacheName + ": its file " + each.file + " has been truncated from " + each.bytes
                        + " to " + bytes + " bytes while it was open; close the cache, move the file away and build"
                        + " the cache again";
                return new IllegalStateException(shortened, e);
            }
        }
        return new IllegalStateException(
                "cache " + cacheName + ": an access to memory that is mapped from a file failed, from "
                        + mapped.get(0).file
                        + " or another file of this process; look for an error of the disk, then close the cache and"
                        + " build it again",
                e);
    }

    /** Returns whether a file was found truncated. */
    public boolean isBroken() {
        return shortened != null;
    }

    /**
     * Returns if no file was found truncated.
     *
     * @throws IllegalStateException if one was
     */
    public void requireWhole() {
        String message = shortened;
        if (message != null) {
            throw new IllegalStateException(message);
        }
    }

    /** Returns whether an error is one of a memory access. */
    public static boolean isFault(InternalError e) {
        return e.getMessage() != null && e.getMessage().contains(FAULT);
    }

    private static long length(Path file) {
        while (true) {
            try {
                return Files.size(file);
            } catch (IOException e) {
                return -1;
            } catch (InternalError e) {
                // Another fault was pending, and is delivered here.
                if (!isFault(e)) {
                    throw e;
                }
            }
        }
    }
}
