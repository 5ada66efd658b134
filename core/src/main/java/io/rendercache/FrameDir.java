package io.rendercache;

import io.rendercache.internal.load.LoadInterruptedException;
import io.rendercache.internal.lru.PreparedKey;

/**
 * A directory of a job, prepared for being asked about once a frame: {@link #maxFrameIndex} neither allocates nor encodes
 * nor, while the directory's entry stays where it was, hashes or compares the path. Safe for any number of threads; good
 * until its scope is closed.
 */
public final class FrameDir {
    private final JobScope scope;
    private final String directory;
    private final PreparedKey key = new PreparedKey();

    FrameDir(JobScope scope, String directory) {
        this.scope = scope;
        this.directory = directory;
    }

    /**
     * {@return the same as {@link JobScope#maxFrameIndex(String)} for the directory, under the same conditions}
     *
     * @throws java.io.UncheckedIOException if the directory cannot be read; nothing is remembered then
     * @throws IllegalStateException if the scope or the cache is closed
     * @throws CacheLoadingException if the thread is interrupted while it waits for another's listing; the interrupt status
     *     stays set
     */
    public long maxFrameIndex() {
        try {
            return scope.job().maxFrameIndex(key, directory);
        } catch (LoadInterruptedException e) {
            throw new CacheLoadingException(e);
        }
    }

    /** {@return the directory, lexically normalised} */
    public String directory() {
        return directory;
    }

    @Override
    public String toString() {
        return "FrameDir[" + scope.jobId() + ", " + directory + "]";
    }
}
