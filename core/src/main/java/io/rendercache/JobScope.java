package io.rendercache;

import io.rendercache.internal.job.Job;
import io.rendercache.internal.job.JobTable;
import io.rendercache.internal.load.LoadInterruptedException;
import io.rendercache.internal.lru.Engine;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Access to the entries of one job in a {@link FrameDirCache}, from {@link FrameDirCache#openJob} to {@link #close}.
 * Meant for {@code try}-with-resources; safe for any number of threads.
 *
 * <p>Within a job a directory has one answer: the one of the first call, until the directory is cleared or evicted.
 * After {@link #close} every method except {@code close}, {@code jobId} and {@code toString} throws {@link
 * IllegalStateException}.
 */
public final class JobScope implements AutoCloseable {
    private final Supplier<Engine> engine;
    private final Consumer<JobScope> leave;
    private final String jobId;
    private volatile @Nullable Job job;
    private JobTable.@Nullable Handle<Job, JobScope> handle;

    /** Enters a job; {@code leave} is called to leave it, and {@code engine} throws once the cache is closed. */
    JobScope(Job job, Supplier<Engine> engine, Consumer<JobScope> leave) {
        this.engine = engine;
        this.leave = leave;
        this.jobId = job.id();
        this.job = job;
    }

    /** {@return the job's id} */
    public String jobId() {
        return jobId;
    }

    /**
     * Returns the highest N of the files {@code frame_N.png} in a directory; 0 if there are none, or the directory does
     * not exist.
     *
     * <p>The first call lists the directory once, however many threads call concurrently; later calls do not access the
     * file system. A name counts if it is exactly {@code frame_}, ASCII digits whose value fits 63 bits, and {@code
     * .png}, and belongs to a regular file or a link to one.
     *
     * @param directory the directory, absolute or relative to the current one, not empty
     * @return the highest N; 0 also if only frame 0 exists
     * @throws java.io.UncheckedIOException if the directory cannot be read, or does not exist and the string has the
     *     replacement character U+FFFD, as has the string of a name that is not valid in the platform's encoding;
     *     nothing is cached then
     * @throws IllegalArgumentException if the string is no path, for example because the platform's encoding lacks one
     *     of its characters
     * @throws CacheLoadingException if the thread is interrupted while it waits for another thread's listing; the
     *     interrupt status stays set
     */
    public long maxFrameIndex(String directory) {
        try {
            return job().maxFrameIndex(directory);
        } catch (LoadInterruptedException e) {
            throw new CacheLoadingException(e);
        }
    }

    /**
     * The same as {@link #maxFrameIndex(String)} for a path's string.
     *
     * @param directory the directory, on the default file system
     * @return the same
     * @throws java.io.UncheckedIOException if the directory cannot be read; nothing is cached then
     * @throws IllegalArgumentException if the path is not on the default file system, or its name cannot be expressed
     *     as text in the platform's encoding
     * @throws CacheLoadingException if the thread is interrupted while it waits for another thread's listing
     */
    public long maxFrameIndex(Path directory) {
        return maxFrameIndex(text(directory));
    }

    /**
     * {@return a prepared key for a directory that is looked up for each frame}
     *
     * @param directory the directory, absolute or relative to the current one, not empty; the file system is not
     *     accessed
     * @throws IllegalArgumentException if the string is no path
     */
    public FrameDir frameDir(String directory) {
        return new FrameDir(this::job, jobId, job().normalized(directory));
    }

    /**
     * The same as {@link #frameDir(String)} for a path's string.
     *
     * @param directory the directory, on the default file system
     * @return the same
     * @throws IllegalArgumentException if the path is not on the default file system, or its name cannot be expressed
     *     as text in the platform's encoding
     */
    public FrameDir frameDir(Path directory) {
        return frameDir(text(directory));
    }

    /**
     * Removes a directory's entry, so that the next call lists it again.
     *
     * @param directory the directory
     * @return whether there was one
     * @throws IllegalArgumentException if the string is no path
     */
    public boolean clear(String directory) {
        return job().clear(directory);
    }

    /**
     * The same as {@link #clear(String)} for a path's string.
     *
     * @param directory the directory, on the default file system
     * @return the same
     * @throws IllegalArgumentException if the path is not on the default file system, or its name cannot be expressed
     *     as text in the platform's encoding
     */
    public boolean clear(Path directory) {
        return clear(text(directory));
    }

    /** {@return the job's statistics since it was opened, over all its scopes} */
    public JobStats stats() {
        return JobStats.of(job().counts(engine.get()));
    }

    /**
     * Leaves the job. Idempotent. The last scope to leave removes the job's entries, in time proportional to their
     * number, and passes the job's final {@link JobStats} to {@link CacheListener#onJobClosed} and to the flight
     * recorder's event {@code io.rendercache.JobClosed}.
     */
    @Override
    public void close() {
        leave.accept(this);
    }

    @Override
    public String toString() {
        return "JobScope[" + jobId + (job == null ? ", closed]" : "]");
    }

    /** Stores the scope's handle in the job table; called by the table, under its lock, as is the method below. */
    void attach(JobTable.Handle<Job, JobScope> place) {
        this.handle = place;
    }

    /** Closes the scope; returns its handle, or {@code null} if it was closed before. */
    JobTable.@Nullable Handle<Job, JobScope> detach() {
        JobTable.Handle<Job, JobScope> was = handle;
        handle = null;
        job = null;
        return was;
    }

    private static String text(Path directory) {
        return Checks.exactText(Checks.onDefaultFileSystem(directory, "directory"));
    }

    Job job() {
        Job now = job;
        if (now == null) {
            throw new IllegalStateException("this scope of job " + jobId + " is closed");
        }
        return now;
    }
}
