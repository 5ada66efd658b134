package io.rendercache.cli;

/** Bytes are none that the codec writes; the message says why. */
final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableException(String message) {
        super(message);
    }
}
