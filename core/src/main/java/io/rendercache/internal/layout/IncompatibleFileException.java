package io.rendercache.internal.layout;

import java.io.IOException;

/** The file is there and is not one that this cache could have made; the message names it and says in what. */
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

    /** Returns whether the file is a cache's, as far as that can be told, of another layout or byte order. */
    public boolean isAnotherLayout() {
        return anotherLayout;
    }
}
