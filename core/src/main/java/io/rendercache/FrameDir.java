package io.rendercache;

import io.rendercache.internal.job.Job;
import io.rendercache.internal.load.LoadInterruptedException;
import io.rendercache.internal.lru.PreparedKey;
import java.util.function.Supplier;

/**
 * A prepared key for a directory of a job that is looked up once a frame: {@link #maxFrameIndex} neither allocates nor
 * encodes nor, as long as the directory's entry stays in its slot, hashes or compares the path. Safe for any number of
 * threads; valid until its scope is closed.
 */
public final class FrameDir {
    private final Supplier<Job> job;
    private final String jobId;
    private final String directory;
    private final PreparedKey key = new PreparedKey();

    /** Creates a prepared key; {@code job} throws once the scope is closed. */
    FrameDir(Supplier<Job> job, String jobId, String directory) {
        this.job = job;
        this.jobId = jobId;
        this.directory = directory;
    }

    /**
     * {@return the same as {@link JobScope#maxFrameIndex(String)} for the directory}
     *
     * @throws java.io.UncheckedIOException if the directory cannot be read; nothing is cached then
     * @throws IllegalStateException if the scope or the cache is closed
     * @throws CacheLoadingException if the thread is interrupted while it waits for another thread's listing; the
     *     interrupt status stays set
     */
    public long maxFrameIndex() {
        try {
            return job.get().maxFrameIndex(key, directory);
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
        return "FrameDir[" + jobId + ", " + directory + "]";
    }
}
