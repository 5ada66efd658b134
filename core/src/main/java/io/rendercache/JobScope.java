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
 * A job's access to a {@link FrameDirCache}, from {@link FrameDirCache#openJob} to {@link #close}. Meant for {@code
 * try}-with-resources; safe for any number of threads.
 *
 * <p>Within a job a directory has one answer: what was found when it was first asked about, until it is cleared or has
 * to make room. After {@link #close} every call but {@code close}, {@code jobId} and {@code toString} throws {@link
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
     * Returns the highest N of the files {@code frame_N.png} in a directory; 0 if there are none, or no directory.
     *
     * <p>The first call lists the directory, however many threads ask at once; later ones do not touch the file system.
     * Names count if they are exactly {@code frame_}, ASCII digits whose value fits 63 bits, {@code .png}, and are a
     * regular file or a link to one.
     *
     * @param directory the directory, absolute or from the current one, not empty
     * @return the highest N; 0 also where only frame 0 is there
     * @throws java.io.UncheckedIOException if the directory cannot be read, or is not there and the string has the
     *     replacement character U+FFFD, as the string of a name has that is not valid in the platform's encoding; nothing
     *     is remembered then
     * @throws IllegalArgumentException if the path cannot be one, also for characters that the platform's encoding lacks
     * @throws CacheLoadingException if the thread is interrupted while it waits for another's listing; the interrupt status
     *     stays set
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
     * @throws java.io.UncheckedIOException if the directory cannot be read; nothing is remembered then
     * @throws IllegalArgumentException if the path is not on the default file system, or its name cannot be expressed as text
     *     in the platform's encoding
     * @throws CacheLoadingException if the thread is interrupted while it waits for another's listing
     */
    public long maxFrameIndex(Path directory) {
        return maxFrameIndex(text(directory));
    }

    /**
     * {@return a prepared key for a directory that will be asked about for each frame}
     *
     * @param directory the directory, absolute or from the current one, not empty; the file system is not asked
     * @throws IllegalArgumentException if the path cannot be one
     */
    public FrameDir frameDir(String directory) {
        return new FrameDir(this::job, jobId, job().normalized(directory));
    }

    /**
     * The same as {@link #frameDir(String)} for a path's string.
     *
     * @param directory the directory, on the default file system
     * @return the same
     * @throws IllegalArgumentException if the path is not on the default file system, or its name cannot be expressed as text
     *     in the platform's encoding
     */
    public FrameDir frameDir(Path directory) {
        return frameDir(text(directory));
    }

    /**
     * Forgets a directory, so that the next call lists it again.
     *
     * @param directory the directory
     * @return whether it was known
     * @throws IllegalArgumentException if the path cannot be one
     */
    public boolean clear(String directory) {
        return job().clear(directory);
    }

    /**
     * The same as {@link #clear(String)} for a path's string.
     *
     * @param directory the directory, on the default file system
     * @return the same
     * @throws IllegalArgumentException if the path is not on the default file system, or its name cannot be expressed as text
     *     in the platform's encoding
     */
    public boolean clear(Path directory) {
        return clear(text(directory));
    }

    /** {@return what the job has asked for since it was opened, by all its scopes} */
    public JobStats stats() {
        return JobStats.of(job().counts(engine.get()));
    }

    /**
     * Leaves the job. Idempotent. The last scope to leave clears the job's entries, in time proportional to their number, and gives
     * the job's final {@link JobStats} to {@link CacheListener#onJobClosed} and to the flight recorder's event {@code
     * io.rendercache.JobClosed}.
     */
    @Override
    public void close() {
        leave.accept(this);
    }

    @Override
    public String toString() {
        return "JobScope[" + jobId + (job == null ? ", closed]" : "]");
    }

    /** Enters the scope's place in the job table; called by the table, under its lock, as is the method below. */
    void attach(JobTable.Handle<Job, JobScope> place) {
        this.handle = place;
    }

    /** Closes the scope; returns its place in the job table, or {@code null} if it was closed before. */
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
