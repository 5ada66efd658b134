package io.rendercache.metrics;

import java.util.Map;
import java.util.TreeMap;

/** One line over time: a name and its labels. */
record Series(String name, Map<String, String> labels) {
    Series {
        labels = new TreeMap<>(labels);
    }

    @Override
    public String toString() {
        return name + labels;
    }
}
