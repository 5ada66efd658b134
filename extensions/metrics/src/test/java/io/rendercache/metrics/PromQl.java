package io.rendercache.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an expression of Prometheus's query language far enough to know what each word in it is, and holds the metrics,
 * labels and label values against series that were scraped. A word that is none of what the rules and panels here need
 * is a complaint.
 */
final class PromQl {
    /** What a Prometheus server adds to each series itself. */
    private static final Set<String> TARGET_LABELS = Set.of("instance", "job");

    private static final Set<String> FUNCTIONS =
            Set.of("absent_over_time", "increase", "max", "max_over_time", "min", "min_over_time", "rate", "sum");

    private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "offset", "bool");
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<word>[a-zA-Z_:][a-zA-Z0-9_:]*)|\"(?<text>[^\"\\\\]*)\""
                    + "|(?<number>[0-9]+(?:\\.[0-9]+)?[a-z]*)|(?<sign>=~|!~|!=|==|<=|>=|[-+*/%^<>=(){}\\[\\],])|\\$(?<variable>\\w+))");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

    private final Set<Series> scraped;
    private final Set<String> variables;
    private final List<Token> tokens = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> metrics = new HashSet<>();
    private int at;

    private PromQl(String expression, Set<Series> scraped, Set<String> variables) {
        this.scraped = scraped;
        this.variables = variables;
        Matcher matcher = TOKEN.matcher(expression.strip());
        int end = 0;
        while (matcher.lookingAt()) {
            for (Kind kind : Kind.values()) {
                String part = matcher.group(kind.group);
                if (part != null) {
                    tokens.add(new Token(kind, part));
                }
            }
            end = matcher.end();
            matcher.region(end, matcher.regionEnd());
        }
        if (end != expression.strip().length()) {
            complaints.add("not understood: " + expression.strip().substring(end));
        }
        tokens.add(new Token(Kind.SIGN, "end"));
    }

    /** What an expression asks for, and what is wrong with it. */
    record Findings(Set<String> metrics, List<String> complaints) {}

    /** Reads an expression in which these variables may stand. */
    static Findings read(String expression, Set<Series> scraped, Set<String> variables) {
        PromQl reading = new PromQl(expression, scraped, variables);
        reading.expression();
        if (reading.metrics.isEmpty()) {
            reading.complaints.add("asks for no metric");
        }
        return new Findings(reading.metrics, reading.complaints);
    }

    /** Returns whether a series of one of these metrics has such a label. */
    static boolean isLabel(String label, Set<String> metrics, Set<Series> scraped) {
        return TARGET_LABELS.contains(label)
                || scraped.stream()
                        .anyMatch(series -> metrics.contains(series.name())
                                && series.labels().containsKey(label));
    }

    private void expression() {
        List<String> open = new ArrayList<>();
        Set<String> grouped = new HashSet<>();
        while (at < tokens.size() - 1) {
            Token token = tokens.get(at++);
            switch (token.kind) {
                case WORD -> word(token.text, grouped);
                case VARIABLE -> variable(token.text);
                case SIGN -> sign(token.text, open);
                case TEXT -> complain("a text where none belongs: " + token.text);
                case NUMBER -> {}
            }
        }
        if (!open.isEmpty()) {
            complain("still open at the end: " + open);
        }
        for (String label : grouped) {
            if (!isLabel(label, metrics, scraped)) {
                complain("no label " + label + " in " + metrics);
            }
        }
    }

    private void sign(String sign, List<String> open) {
        switch (sign) {
            case "(", "[" -> open.add(sign);
            case ")", "]" -> {
                String opening = sign.equals(")") ? "(" : "[";
                if (open.isEmpty() || !open.remove(open.size() - 1).equals(opening)) {
                    complain(sign + " closes nothing");
                }
            }
            case "{", "}" -> complain(sign + " where none belongs");
            default -> {}
        }
    }

    private void word(String word, Set<String> grouped) {
        if (GROUPINGS.contains(word)) {
            labels(grouped);
        } else if (FUNCTIONS.contains(word)) {
            if (!next("(") && !next("by") && !next("without")) {
                complain("nothing for " + word + " to work on");
            }
        } else if (!KEYWORDS.contains(word)) {
            metric(word);
        }
    }

    private void labels(Set<String> grouped) {
        if (!take("(")) {
            complain("labels are missing");
        }
        while (tokens.get(at).kind == Kind.WORD) {
            grouped.add(tokens.get(at++).text);
            take(",");
        }
        if (!take(")")) {
            complain("no label: " + tokens.get(at).text);
        }
    }

    private void metric(String name) {
        metrics.add(name);
        if (scraped.stream().noneMatch(series -> series.name().equals(name))) {
            complain("no metric " + name);
        }
        if (take("{")) {
            while (!take("}")) {
                if (tokens.size() - at < 4) {
                    complain("matchers of " + name + " do not end");
                    at = tokens.size() - 1;
                    return;
                }
                matcher(name, tokens.get(at).text, tokens.get(at + 1).text, tokens.get(at + 2));
                at += 3;
                take(",");
            }
        }
    }

    private void matcher(String metric, String label, String operator, Token value) {
        if (value.kind != Kind.TEXT || !Set.of("=", "!=", "=~", "!~").contains(operator)) {
            complain("no matcher: " + label + operator + value.text);
        }
        Matcher variable = VARIABLE.matcher(value.text);
        boolean varies = false;
        while (variable.find()) {
            varies = true;
            variable(variable.group(1));
        }
        if (!isLabel(label, Set.of(metric), scraped)) {
            complain("no label " + label + " in " + metric);
        } else if (!varies && !hasValue(metric, label, operator.endsWith("~"), value.text)) {
            complain("no " + metric + " with " + label + " " + value.text);
        }
    }

    private boolean hasValue(String metric, String label, boolean byPattern, String value) {
        return TARGET_LABELS.contains(label)
                || scraped.stream()
                        .filter(series -> series.name().equals(metric))
                        .map(series -> series.labels().get(label))
                        .anyMatch(there -> there != null && (byPattern ? there.matches(value) : there.equals(value)));
    }

    private void variable(String name) {
        if (!variables.contains(name)) {
            complain("no variable " + name);
        }
    }

    private boolean next(String text) {
        return tokens.get(at).text.equals(text) && tokens.get(at).kind != Kind.TEXT;
    }

    private boolean take(String sign) {
        if (next(sign)) {
            at++;
            return true;
        }
        return false;
    }

    private void complain(String complaint) {
        complaints.add(complaint);
    }

    private enum Kind {
        WORD("word"),
        TEXT("text"),
        NUMBER("number"),
        SIGN("sign"),
        VARIABLE("variable");

        private final String group;

        Kind(String group) {
            this.group = group;
        }
    }

    private record Token(Kind kind, String text) {}
}
