package io.rendercache.benchmarks.latency;

import java.io.IOException;

/** A fork that ended without a result; the message says with what words. */
final class ForkFailedException extends IOException {
    private static final long serialVersionUID = 1;

    ForkFailedException(String message) {
        super(message);
    }
}
