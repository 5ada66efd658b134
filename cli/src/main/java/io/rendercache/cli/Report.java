package io.rendercache.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The output of a command: printed as one line of JSON, or as a line for each part. */
final class Report {
    private final Map<String, Object> parts = new LinkedHashMap<>();
    private final Map<String, String> sentences = new HashMap<>();

    /** Adds a part, with a name in camel case and a tree for {@link JsonWriter}. */
    Report with(String name, Object part) {
        parts.put(name, part);
        return this;
    }

    /** Adds a part that is printed as a sentence where it is not printed as JSON. */
    Report with(String name, Object part, String sentence) {
        sentences.put(name, sentence);
        return with(name, part);
    }

    /** Prints the report. */
    void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(JsonWriter.json(parts));
            return;
        }
        int width = parts.keySet().stream()
                .mapToInt(name -> words(name).length())
                .max()
                .orElse(0);
        parts.forEach((name, part) -> print(out, words(name), width, sentence(name, part)));
    }

    private Object sentence(String name, Object part) {
        String sentence = sentences.get(name);
        return sentence == null ? part : sentence;
    }

    private static void print(PrintWriter out, String name, int width, Object part) {
        if (part instanceof Map<?, ?> || !(part instanceof List<?> list)) {
            out.println(padded(name, width) + plain(part));
            return;
        }
        String before = name;
        for (Object each : list) {
            out.println(padded(before, width) + plain(each));
            before = "";
        }
        if (list.isEmpty()) {
            out.println(padded(name, width) + "none");
        }
    }

    private static String padded(String name, int width) {
        return name + " ".repeat(width + 2 - name.length());
    }

    /** At the top nothing needs quotes. */
    private static String plain(Object part) {
        if (part instanceof String text) {
            return JsonWriter.oneLine(text);
        }
        if (part instanceof Map<?, ?> map) {
            StringBuilder line = new StringBuilder();
            map.forEach((key, value) -> line.append(line.isEmpty() ? "" : ", ")
                    .append(words(JsonWriter.oneLine(String.valueOf(key))))
                    .append(' ')
                    .append(plain(value)));
            return line.toString();
        }
        return JsonWriter.readable(part);
    }

    private static String words(String camelCase) {
        return camelCase.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }
}
