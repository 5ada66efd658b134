package io.rendercache.internal.curation;

/**
 * Creates the public status of a job.
 *
 * @param <S> statuses
 */
public interface StatusFactory<S> {
    /** The job is not recorded. */
    S unknown();

    /** The job is running. */
    S running();

    /** The job has completed with this result, which belongs to the caller. */
    S completed(byte[] result);

    /** The job has failed. */
    S failed(String error);

    /** The job's record or result was evicted. */
    S evicted();
}
