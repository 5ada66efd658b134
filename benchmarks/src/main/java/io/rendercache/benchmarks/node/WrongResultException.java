package io.rendercache.benchmarks.node;

/** A curation job did not stand as it should, or its result was not what it made. */
final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongResultException(String jobId, String what) {
        super(jobId + ": " + what);
    }
}
