package io.rendercache.cli;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes trees of maps, lists, strings, numbers and bytes, as JSON or for a terminal.
 *
 * <p>The contents of a cache's file are untrusted. So no control character, and no character that changes the direction
 * of a line or is invisible, is printed as it is. JSON is plain ASCII.
 */
final class JsonWriter {
    private static final HexFormat HEX = HexFormat.of();

    private JsonWriter() {}

    /** Bytes that the tool cannot decode. */
    record Hex(byte[] bytes) {}

    /** Returns the tree as JSON, on one line, in ASCII. */
    static String json(Object tree) {
        StringBuilder out = new StringBuilder();
        write(tree, out, true);
        return out.toString();
    }

    /** Returns the tree for a terminal, on one line. */
    static String readable(Object tree) {
        StringBuilder out = new StringBuilder();
        write(tree, out, false);
        return out.toString();
    }

    /**
     * Returns the text without characters that control a terminal; letters of all scripts stay. Different texts stay
     * different: a backslash is doubled where it could be taken for the start of an escape.
     */
    static String oneLine(String text) {
        StringBuilder out = new StringBuilder();
        escape(text, out, false, false);
        return out.toString();
    }

    private static void write(Object tree, StringBuilder out, boolean json) {
        if (tree instanceof Map<?, ?> map) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                String name = String.valueOf(entry.getKey());
                if (json) {
                    quote(name, out, true);
                } else {
                    escape(name, out, false, false);
                }
                out.append(json ? ":" : ": ");
                write(entry.getValue(), out, json);
                separator = json ? "," : ", ";
            }
            out.append('}');
        } else if (tree instanceof List<?> list) {
            out.append('[');
            String separator = "";
            for (Object each : list) {
                out.append(separator);
                write(each, out, json);
                separator = json ? "," : ", ";
            }
            out.append(']');
        } else if (tree instanceof Hex hex) {
            out.append(json ? "{\"hex\":\"" : "0x")
                    .append(HEX.formatHex(hex.bytes))
                    .append(json ? "\"}" : "");
        } else if (tree instanceof Double number && (number.isNaN() || number.isInfinite())) {
            quote(number.toString(), out, json);
        } else if (tree instanceof Number || tree instanceof Boolean) {
            out.append(tree);
        } else {
            quote(tree.toString(), out, json);
        }
    }

    private static void quote(String text, StringBuilder out, boolean ascii) {
        out.append('"');
        escape(text, out, ascii, true);
        out.append('"');
    }

    private static void escape(String text, StringBuilder out, boolean ascii, boolean quoted) {
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (quoted && point == '"' || point == '\\' && (quoted || isBeforeEscape(text, i))) {
                out.append('\\').append((char) point);
            } else if (isHarmless(point) && (point < 0x80 || !ascii)) {
                out.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    out.append("\\u").append(HEX.toHexDigits(unit));
                }
            }
            i += Character.charCount(point);
        }
    }

    /**
     * Returns whether what follows this backslash and others could make an escape of it, here or in a charset that has
     * fewer characters.
     */
    private static boolean isBeforeEscape(String text, int backslash) {
        int next = backslash;
        while (next < text.length() && text.charAt(next) == '\\') {
            next++;
        }
        if (next == text.length()) {
            return false;
        }
        int point = text.codePointAt(next);
        return point == 'u' || point >= 0x80 || !isHarmless(point);
    }

    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
