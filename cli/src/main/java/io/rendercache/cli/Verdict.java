package io.rendercache.cli;

import java.util.Locale;

/** The result of a command; its ordinal is the exit code. */
enum Verdict {
    /** All is well. */
    SOUND,

    /** The file is no cache's, or opening it as a cache would lose something. */
    DAMAGED,

    /** The command line is wrong, or names what cannot be read or written. */
    USAGE,

    /** The operation is not possible while a process has the file open. */
    IN_USE,

    /** The file is of another layout, or of a machine of the other byte order. */
    ANOTHER_LAYOUT;

    /** Returns the exit code. */
    int code() {
        return ordinal();
    }

    /** Returns a description. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the more important of two verdicts, for the exit code; damage is the most important. */
    Verdict and(Verdict other) {
        if (this == DAMAGED || other == DAMAGED) {
            return DAMAGED;
        }
        return this == SOUND ? other : this;
    }
}
