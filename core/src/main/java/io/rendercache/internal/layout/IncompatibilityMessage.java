package io.rendercache.internal.layout;

import java.nio.file.Path;

/** Creates the message that refuses an existing file: one line with the file, what is wrong with it, and what to do. */
public record IncompatibilityMessage(Path file) {
    /** The remedy if the file cannot be used at all. */
    public static final String ANOTHER_PATH = "give another path";

    /** For a file that may be set aside. */
    IncompatibleFileException of(String what, String otherRemedy) {
        return new IncompatibleFileException(withRemedy(what, otherRemedy));
    }

    /** For a file that may be set aside, of another layout or byte order. */
    IncompatibleFileException ofAnotherLayout(String what, String otherRemedy) {
        return new IncompatibleFileException(withRemedy(what, otherRemedy), true);
    }

    /** For a header that no version has written. */
    IncompatibleFileException damaged(String how) {
        return of("has a header that is damaged: " + how, ANOTHER_PATH);
    }

    /** For a path that is no regular file, and is never set aside. */
    public IncompatibleFileException notAFile(String what, String remedy) {
        return new IncompatibleFileException(oneLine(file + " " + what + "; " + remedy));
    }

    private String withRemedy(String what, String otherRemedy) {
        return oneLine(file + " " + what + "; open with onIncompatible(RECREATE) to set it aside, or " + otherRemedy);
    }

    /** File names may contain anything, and a message must be one line. */
    public static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i)) || line.charAt(i) == '\u2028' || line.charAt(i) == '\u2029') {
                line.setCharAt(i, '?');
            }
        }
        return line.toString();
    }
}
