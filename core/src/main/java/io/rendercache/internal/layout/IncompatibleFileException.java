package io.rendercache.internal.layout;

import java.io.IOException;

/** Thrown when a file exists and does not fit the cache; the message names the file and the difference. */
public final class IncompatibleFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean anotherLayout;

    public IncompatibleFileException(String message) {
        this(message, false);
    }

    IncompatibleFileException(String message, boolean anotherLayout) {
        super(message);
        this.anotherLayout = anotherLayout;
    }

    /** Returns whether the file appears to be a cache's, of another layout or byte order. */
    public boolean isAnotherLayout() {
        return anotherLayout;
    }
}
