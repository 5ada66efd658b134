package io.rendercache.cli;

import java.util.Locale;

/** What a command found; its ordinal is the exit code. */
enum Verdict {
    /** All is well. */
    SOUND,

    /** The file is no cache's, or opening it as a cache would lose something. */
    DAMAGED,

    /** The command line is wrong, or names what cannot be read or written. */
    USAGE,

    /** A process that has the file open stood in the way. */
    IN_USE,

    /** The file is of another layout, or of a machine of the other byte order. */
    ANOTHER_LAYOUT;

    /** Returns the exit code. */
    int code() {
        return ordinal();
    }

    /** Returns it in words. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the one that the exit code is to tell of if both were found: damage above all. */
    Verdict and(Verdict other) {
        if (this == DAMAGED || other == DAMAGED) {
            return DAMAGED;
        }
        return this == SOUND ? other : this;
    }
}
