package io.rendercache.cli;

import java.io.IOException;

/** Ends a command; the message is one line for the user, with the file and the remedy. */
final class ToolException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    ToolException(Verdict verdict, String message) {
        super(JsonWriter.oneLine(message));
        this.verdict = verdict;
    }

    Verdict verdict() {
        return verdict;
    }
}
