package io.rendercache.internal.layout;

import java.nio.file.Path;

/** Words the refusal of a file that is there: one line with the file, what is wrong with it, and what to do. */
public record IncompatibilityMessage(Path file) {
    /** The remedy where the file itself is beyond help. */
    public static final String ANOTHER_PATH = "give another path";

    /** For a file that may be set aside. */
    public IncompatibleFileException of(String what, String otherRemedy) {
        return new IncompatibleFileException(withRemedy(what, otherRemedy));
    }

    /** For a file that may be set aside, of another layout or byte order. */
    public IncompatibleFileException ofAnotherLayout(String what, String otherRemedy) {
        return new IncompatibleFileException(withRemedy(what, otherRemedy), true);
    }

    /** For a header that was not written so by anybody. */
    public IncompatibleFileException damaged(String how) {
        return of("has a header that is damaged: " + how, ANOTHER_PATH);
    }

    /** For what is not a file of its own, and is never set aside. */
    public IncompatibleFileException notAFile(String what, String remedy) {
        return new IncompatibleFileException(oneLine(file + " " + what + "; " + remedy));
    }

    private String withRemedy(String what, String otherRemedy) {
        return oneLine(file + " " + what + "; open with onIncompatible(RECREATE) to set it aside, or " + otherRemedy);
    }

    /** Names may hold anything, and a message is to be one line. */
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
