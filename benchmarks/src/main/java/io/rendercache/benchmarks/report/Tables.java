package io.rendercache.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns any JSON to tables: what is a list of objects is a table, the rest is a table of names and values. */
final class Tables {
    /** The head of a table that gives each name its value. */
    static final List<String> PAIRS = List.of("name", "value");

    private static final int MOST_ROWS = 100;
    private static final int MOST_IN_LIST = 8;

    /** A table to be shown: a title, column heads, and rows of cells that are numbers or text. */
    record Table(String title, List<String> head, List<List<Object>> rows) {}

    private final List<Table> tables = new ArrayList<>();
    private final List<List<Object>> loose = new ArrayList<>();

    private Tables() {}

    /** Returns all that the JSON says. */
    static List<Table> of(String title, JsonElement json) {
        Tables made = new Tables();
        made.visit("", json);
        if (!made.loose.isEmpty()) {
            made.tables.add(0, new Table(title, PAIRS, made.loose));
        }
        return made.tables;
    }

    /** Returns the numbers in the JSON by the path of names that leads to each. */
    static Map<String, Double> numbers(JsonElement json) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        flatten("", json, (path, value) -> {
            if (value instanceof Number number) {
                numbers.put(path, number.doubleValue());
            }
        });
        return numbers;
    }

    private interface Sink {
        void take(String path, Object value);
    }

    private void visit(String path, JsonElement json) {
        if (json.isJsonObject()) {
            json.getAsJsonObject().entrySet().forEach(entry -> visit(join(path, entry.getKey()), entry.getValue()));
        } else if (json.isJsonArray() && isObjects(json.getAsJsonArray())) {
            table(path, json.getAsJsonArray());
        } else {
            flatten(path, json, (name, value) -> loose.add(List.of(name, value)));
        }
    }

    private void table(String title, JsonArray objects) {
        Set<String> head = new LinkedHashSet<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (JsonElement object : objects) {
            Map<String, Object> row = new LinkedHashMap<>();
            flatten("", object, row::put);
            head.addAll(row.keySet());
            rows.add(row);
        }
        List<List<Object>> cells = new ArrayList<>();
        for (Map<String, Object> row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
            cells.add(head.stream().map(name -> row.getOrDefault(name, "")).toList());
        }
        String left = rows.size() > MOST_ROWS ? " (the first " + MOST_ROWS + " of " + rows.size() + " rows)" : "";
        tables.add(new Table(title + left, List.copyOf(head), cells));
    }

    private static void flatten(String path, JsonElement json, Sink sink) {
        if (json.isJsonPrimitive()) {
            if (json.getAsJsonPrimitive().isNumber()) {
                sink.take(path, json.getAsDouble());
            } else {
                sink.take(path, json.getAsString());
            }
        } else if (json.isJsonObject()) {
            JsonObject object = json.getAsJsonObject();
            object.entrySet().forEach(entry -> flatten(join(path, entry.getKey()), entry.getValue(), sink));
        } else if (json.isJsonArray()) {
            JsonArray array = json.getAsJsonArray();
            if (isObjects(array)) {
                for (int i = 0; i < array.size(); i++) {
                    flatten(join(path, String.valueOf(i + 1)), array.get(i), sink);
                }
            } else {
                sink.take(path, array.size() > MOST_IN_LIST ? array.size() + " values" : words(array));
            }
        }
    }

    private static String words(JsonArray array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.isJsonPrimitive() ? word.getAsString() : word.toString()));
        return String.join(" ", words);
    }

    private static boolean isObjects(JsonArray array) {
        return !array.isEmpty() && array.get(0).isJsonObject();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + " " + name;
    }
}
