package io.rendercache.internal.curation;

/**
 * Makes the public status of a job from what the tables say.
 *
 * @param <S> statuses
 */
public interface StatusFactory<S> {
    /** It is not on record. */
    S unknown();

    /** It runs. */
    S running();

    /** It has completed with this result, which is the caller's own. */
    S completed(byte[] result);

    /** It has failed. */
    S failed(String error);

    /** It had completed, and its record or result was evicted. */
    S evicted();
}
