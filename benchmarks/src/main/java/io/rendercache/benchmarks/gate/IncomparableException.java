package io.rendercache.benchmarks.gate;

/** The two sides cannot be held against each other. */
final class IncomparableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IncomparableException(String message) {
        super(message);
    }
}
