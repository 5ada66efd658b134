package io.rendercache.spi;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens {@linkplain LargeValueStore stores} for values that are too large for a slot.
 *
 * <p>A cache that needs such a store looks for a provider with {@link java.util.ServiceLoader}: first with the class
 * loader of this interface, then with the calling thread's context class loader, and takes the first that it finds. The
 * provider is looked up for each cache that is opened and is not kept afterwards. Implementations have a public
 * constructor without parameters that neither fails nor allocates anything, and are safe for use by any number of
 * threads.
 */
public interface LargeValueStoreProvider {
    /**
     * Checks that the JVM has what the stores need, such as command-line flags. Called before anything is allocated or
     * any file is touched.
     *
     * @throws IllegalStateException if something is missing; its message names it in one line, with what to add
     */
    void requireFlags();

    /**
     * Opens an empty store in memory outside the heap.
     *
     * @param maxBytes the most bytes that all values together have, at least 1
     * @param maxEntries the most values that there are, at least 1
     * @return the store, which the caller closes
     * @throws IllegalArgumentException if the store cannot be that large
     * @throws IllegalStateException if the JVM lacks what {@link #requireFlags} checks
     */
    LargeValueStore openInMemory(long maxBytes, int maxEntries);

    /**
     * Opens the store in a file, or creates the file for its owner only, with all its room on the disk reserved. The
     * caller ensures that no one else has the file open, in this process or another, for as long as the store is open,
     * and calls {@link LargeValueStore#retainOnly} before it writes anything.
     *
     * @param file the file; its folder must exist
     * @param maxBytes the most bytes that all values together have, at least 1
     * @param maxEntries the most values that there are, at least 1
     * @return the store, which the caller closes
     * @throws IncompatibleStoreFileException if the file exists and is not a store of these sizes, or is damaged
     * @throws IOException if the file cannot be read, or the disk has no room for it; a file that did not exist still
     *     does not
     * @throws IllegalArgumentException if the store cannot be that large
     * @throws IllegalStateException if the JVM lacks what {@link #requireFlags} checks
     */
    LargeValueStore openPersisted(Path file, long maxBytes, int maxEntries) throws IOException;
}
