package io.rendercache.benchmarks.gate;

/** A file, a revision or a jar that was named is not what it should be. */
final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadInputException(String message) {
        super(message);
    }
}
