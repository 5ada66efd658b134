package io.rendercache.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A block of Java in a page, and what it stands in when it is compiled.
 *
 * <p>A block is a row of statements, or, if it begins with {@code public}, the members of a class. The caches' packages
 * and the everyday ones of the JDK are imported; other imports stand at the block's head. What it uses and does not
 * declare is declared, as members of the class around it, in a comment of the page, in front of the block, that begins
 * with {@code java given:}. Readers do not see it:
 *
 * <pre>
 * &lt;!-- java given: Path folder; void composite(long frame) {} --&gt;
 * ```java
 * </pre>
 *
 * @param page the page's name
 * @param line where the block begins in it
 * @param given the members around it
 * @param code the block
 */
record Snippet(String page, int line, String given, String code) {
    private static final Pattern BLOCK = Pattern.compile(
            "(?:<!-- java given:(.*?)-->\\s*)?^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import .*;\\n", Pattern.MULTILINE);

    private static final String IMPORTS = Stream.of(
                    "io.rendercache", "io.rendercache.codec", "java.io", "java.nio.file", "java.time", "java.util")
            .map(name -> "import " + name + ".*;")
            .collect(Collectors.joining());

    /** Returns the blocks of a page. */
    static List<Snippet> in(String page, String text) {
        List<Snippet> snippets = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            int line = (int) text.substring(0, block.start(2)).lines().count();
            snippets.add(new Snippet(page, line, block.group(1) == null ? "" : block.group(1), block.group(2)));
        }
        return snippets;
    }

    /** Returns a class {@code Page} with the block in it. */
    String source() {
        StringBuilder imports = new StringBuilder(IMPORTS);
        IMPORT.matcher(code).results().forEach(found -> imports.append(found.group()));
        String body = IMPORT.matcher(code).replaceAll("").strip();
        String members = body.startsWith("public ") ? body : "void run() throws Exception {\n" + body + "\n}";
        return "package page;\n" + imports + "class Page {\n" + given + "\n" + members + "\n}\n";
    }

    @Override
    public String toString() {
        return page + ", line " + line;
    }
}
