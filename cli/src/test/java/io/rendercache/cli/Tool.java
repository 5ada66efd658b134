package io.rendercache.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The tool, run within this JVM, for files that no cache of this JVM has open. */
final class Tool {
    /** What came of it. */
    record Result(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }

        /** Returns the rest of the line that begins with this name. */
        String part(String name) {
            return out.lines()
                    .filter(line -> line.startsWith(name + "  "))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + this));
        }
    }

    private Tool() {}

    static Result run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int code;
        try (PrintWriter printed = new PrintWriter(out);
                PrintWriter complained = new PrintWriter(err)) {
            code = RenderCacheTool.run(texts, printed, complained);
        }
        return new Result(code, out.toString(), err.toString());
    }
}
