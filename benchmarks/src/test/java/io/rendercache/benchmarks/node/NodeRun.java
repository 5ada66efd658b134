package io.rendercache.benchmarks.node;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the command, and reads its tables. */
final class NodeRun {
    private NodeRun() {}

    static int of(StringWriter out, StringWriter err, String... arguments) {
        return new NodeCommand().run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** The figures in the row of this name. */
    static List<String> row(StringWriter out, String name) {
        String line = out.toString()
                .lines()
                .filter(each -> each.strip().startsWith(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row '" + name + "' in " + out));
        List<String> cells = new ArrayList<>(
                Arrays.asList(line.strip().substring(name.length()).strip().split("\\s+")));
        cells.replaceAll(cell -> cell.replace(",", ""));
        return cells;
    }
}
