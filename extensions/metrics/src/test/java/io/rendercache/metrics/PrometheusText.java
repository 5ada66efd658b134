package io.rendercache.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the text format that Prometheus scrapes, version 0.0.4; refuses what is not that. */
final class PrometheusText {
    private final String line;
    private int at;

    private PrometheusText(String line) {
        this.line = line;
    }

    /** Returns the value of each series of a page. */
    static Map<Series, Double> parse(String page) {
        Map<Series, Double> samples = new LinkedHashMap<>();
        for (String line : page.split("\n")) {
            if (!line.isEmpty() && line.charAt(0) != '#') {
                new PrometheusText(line).sample(samples);
            }
        }
        return samples;
    }

    private void sample(Map<Series, Double> samples) {
        String name = upTo("{ ");
        Map<String, String> labels = new HashMap<>();
        if (take('{')) {
            while (!take('}')) {
                String label = upTo("=");
                expect('=');
                String value = quoted();
                if (labels.put(label, value) != null) {
                    throw bad("a label twice: " + label);
                }
                take(',');
            }
        }
        expect(' ');
        String value = line.substring(at);
        if (samples.put(new Series(name, labels), number(value)) != null) {
            throw bad("a series twice");
        }
    }

    private static double number(String value) {
        return switch (value) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(value);
        };
    }

    private String quoted() {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (!take('"')) {
            char next = next();
            if (next == '\\') {
                char escaped = next();
                text.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case '\\', '"' -> escaped;
                            default -> throw bad("an unknown escape \\" + escaped);
                        });
            } else {
                text.append(next);
            }
        }
        return text.toString();
    }

    private String upTo(String ends) {
        int start = at;
        while (at < line.length() && ends.indexOf(line.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw bad("a name is missing");
        }
        return line.substring(start, at);
    }

    private boolean take(char wanted) {
        if (at < line.length() && line.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!take(wanted)) {
            throw bad("no " + wanted);
        }
    }

    private char next() {
        if (at == line.length()) {
            throw bad("it ends too early");
        }
        return line.charAt(at++);
    }

    private IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(what + " at column " + at + " of: " + line);
    }
}
