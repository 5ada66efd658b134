package io.rendercache.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Strings to use as keys: ordinary ones, and every kind that is easily handled wrongly. */
public final class Keys {
    private Keys() {}

    /** Returns key number {@code i}: a path of about 90 ASCII characters that differs from the others near its end. */
    public static String path(long i) {
        return String.format(
                Locale.ROOT,
                "/var/render/projects/autumn-campaign/sequence-%04d/shot-%08d/layers/beauty/video-%06d",
                i % 10_000,
                i,
                i % 1_000_000);
    }

    /** Returns the keys numbered from 0 to {@code count} - 1. */
    public static List<String> paths(int count) {
        List<String> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(path(i));
        }
        return keys;
    }

    /** Returns a string that is equal to this one, is not the same object, and has not computed its hash code yet. */
    public static String copyOf(String key) {
        return new String(key.toCharArray());
    }

    /** Returns different strings of one length and one {@link String#hashCode()}: combinations of "Aa" and "BB". */
    public static List<String> colliding(int count) {
        int pairs = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
        List<String> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder key = new StringBuilder(2 * pairs);
            for (int bit = pairs - 1; bit >= 0; bit--) {
                key.append((i >>> bit & 1) == 0 ? "Aa" : "BB");
            }
            keys.add(key.toString());
        }
        return keys;
    }

    /**
     * Returns different strings that every byte of a UTF-8 encoder has a part in: Latin-1, CJK, surrogate pairs, the
     * ends of each encoded length, NUL, two normal forms of one letter, and UTF-8 read as if it were Latin-1.
     */
    public static List<String> nonAscii() {
        return List.of(
                "\u00e9", // e acute, one Latin-1 character
                "\u00c3\u00a9", // its two UTF-8 bytes read as Latin-1
                "e\u0301", // the same letter decomposed
                "/rendus/\u00e9t\u00e9/cam\u00e9ra",
                "\u6e32\u67d3/\u955c\u5934", // CJK
                "\u6e32\u67d3/\u955c\u5934\u4e00",
                "\ud83c\udfac", // an emoji: one surrogate pair
                "\ud83c\udfac\ud83c\udf9e",
                "a\ud83c\udfacb\u00e9c\u6e32d",
                "\u0000",
                "a\u0000b",
                "\u007f",
                "\u0080",
                "\u00ff",
                "\u0100",
                "\u07ff",
                "\u0800",
                "\ud7ff",
                "\ue000",
                "\ufeff",
                "\ufffd", // what careless encoders put for what they cannot encode
                "\uffff",
                "\ud800\udc00",
                "\udbff\udfff");
    }

    /** Returns strings that have no UTF-8 form: a surrogate without its partner, in each place it can be in. */
    public static List<String> loneSurrogates() {
        return List.of(
                "\ud800",
                "\udbff",
                "\udc00",
                "\udfff",
                "a\ud83c",
                "\udfaca",
                "a\ud83cb",
                "\udfac\ud83c", // a pair the wrong way round
                "\ud83c\ud83c\udfac",
                "\ud83c\udfac\udfac",
                "\u00e9\ud83c\u00e9");
    }

    /** Returns the string with everything outside printable ASCII as escapes, for messages and test names. */
    public static String printable(String key) {
        StringBuilder text = new StringBuilder();
        for (char c : key.toCharArray()) {
            if (c >= ' ' && c < 0x7f) {
                text.append(c);
            } else {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return text.toString();
    }
}
