package io.rendercache.benchmarks.results;

import java.io.IOException;

/** A file of an earlier run stands where this one would write. The message says which, and what to do. */
public final class ResultsExistException extends IOException {
    private static final long serialVersionUID = 1;

    ResultsExistException(String message) {
        super(message);
    }
}
