package io.rendercache.benchmarks.caches;

/**
 * A cache that must not be timed: it does not hold what it should, or cannot do what is timed. The message is the whole
 * story, so there is no stack trace.
 */
public final class UnfitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Names the cache, what was expected of it and what was found. */
    public UnfitException(Implementation implementation, String expected, Object found) {
        super(implementation.id() + ": expected " + expected + ", found " + found, null, false, false);
    }
}
