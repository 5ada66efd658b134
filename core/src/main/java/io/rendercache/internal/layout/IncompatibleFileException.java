package io.rendercache.internal.layout;

import java.io.IOException;

/** The file is there and is not one that this cache could have made; the message names it and says in what. */
public final class IncompatibleFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public IncompatibleFileException(String message) {
        super(message);
    }
}
