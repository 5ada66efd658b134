package io.rendercache.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON strictly, so that what the tool prints is read by other rules than those it was written by. */
final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** Returns the one object that the text is, which must be plain ASCII on one line. */
    static Map<?, ?> object(String text) {
        String line = text.strip();
        if (!line.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw new AssertionError("not printable ASCII on one line: " + text);
        }
        JsonText reading = new JsonText(line);
        Object value = reading.value();
        if (reading.at != line.length()) {
            throw reading.wrong();
        }
        return (Map<?, ?>) value;
    }

    private Object value() {
        char c = text.charAt(at);
        if (c == '{') {
            return map();
        }
        if (c == '[') {
            return list();
        }
        if (c == '"') {
            return string();
        }
        int start = at;
        while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals("true") || word.equals("false")) {
            return Boolean.valueOf(word);
        }
        if (word.matches("-?(0|[1-9]\\d*)")) {
            return Long.valueOf(word);
        }
        if (word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?")) {
            return Double.valueOf(word);
        }
        throw wrong();
    }

    private Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        while (text.charAt(at) != '}') {
            if (!map.isEmpty()) {
                expect(',');
            }
            String name = string();
            expect(':');
            if (map.put(name, value()) != null) {
                throw wrong();
            }
        }
        at++;
        return map;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        at++;
        while (text.charAt(at) != ']') {
            if (!list.isEmpty()) {
                expect(',');
            }
            list.add(value());
        }
        at++;
        return list;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c != '\\') {
                string.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            if (escaped == 'u') {
                string.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                at += 4;
            } else if (escaped == '"' || escaped == '\\') {
                string.append(escaped);
            } else {
                throw wrong();
            }
        }
        at++;
        return string.toString();
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw wrong();
        }
    }

    private AssertionError wrong() {
        return new AssertionError("no JSON at " + at + ": " + text);
    }
}
