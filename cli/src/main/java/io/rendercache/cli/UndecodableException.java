package io.rendercache.cli;

/** Thrown for bytes that the codec cannot have written; the message says why. */
final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableException(String message) {
        super(message);
    }
}
