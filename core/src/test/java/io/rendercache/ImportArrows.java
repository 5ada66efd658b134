package io.rendercache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads Java sources as text and tells where a package uses another that it may not use.
 *
 * <p>Imports count, and names written out in the code; comments and string literals do not.
 */
final class ImportArrows {
    private static final Pattern NOT_CODE = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'",
            Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("^\\s*package\\s+([\\w.]+)\\s*;", Pattern.MULTILINE);
    private static final Pattern QUALIFIED_NAME = Pattern.compile("\\b([a-z]\\w*(?:\\.[a-z]\\w*)+)\\s*\\.\\s*[A-Z*]");

    private final String ours;
    private final Map<String, Set<String>> allowed;
    private final Map<String, Set<String>> restricted;

    /**
     * Takes the rules.
     *
     * @param ours the root of the packages that are under the rules
     * @param allowed for each package, the others of ours that it may use; a package that is not listed is a violation
     * @param restricted for each foreign root, the packages of ours that may use it
     */
    ImportArrows(String ours, Map<String, Set<String>> allowed, Map<String, Set<String>> restricted) {
        this.ours = ours;
        this.allowed = allowed;
        this.restricted = restricted;
    }

    /** Returns the violations in every source file under this folder, in words. */
    List<String> violationsUnder(Path folder) throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sourcesUnder(folder)) {
            for (String violation : violationsIn(Files.readString(file))) {
                violations.add(folder.relativize(file) + ": " + violation);
            }
        }
        return violations;
    }

    /** Returns the violations in one source file's text, in words. */
    List<String> violationsIn(String source) {
        String code = NOT_CODE.matcher(source).replaceAll(" ");
        String from = packageOf(code);
        Set<String> targets = allowed.get(from);
        if (targets == null) {
            return List.of("package " + from + " has no rule");
        }
        List<String> violations = new ArrayList<>();
        for (String used : packagesUsed(code)) {
            if (isUnder(used, ours) && !used.equals(from) && !targets.contains(used)) {
                violations.add(from + " must not use " + used);
            }
            restricted.forEach((root, users) -> {
                if (isUnder(used, root) && !users.contains(from)) {
                    violations.add(from + " must not use " + used);
                }
            });
        }
        return violations;
    }

    /** Returns the packages under this folder, each with the names of its files. */
    static Map<String, Set<String>> filesByPackage(Path folder) throws IOException {
        Map<String, Set<String>> files = new TreeMap<>();
        for (Path file : sourcesUnder(folder)) {
            String name = folder.relativize(file.getParent()).toString().replace('/', '.');
            files.computeIfAbsent(name, unused -> new TreeSet<>())
                    .add(file.getFileName().toString());
        }
        return files;
    }

    private static List<Path> sourcesUnder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static String packageOf(String code) {
        Matcher matcher = PACKAGE.matcher(code);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no package is declared");
        }
        return matcher.group(1);
    }

    private static Set<String> packagesUsed(String code) {
        Set<String> packages = new TreeSet<>();
        Matcher matcher = QUALIFIED_NAME.matcher(code);
        while (matcher.find()) {
            packages.add(matcher.group(1));
        }
        return packages;
    }

    private static boolean isUnder(String name, String root) {
        return name.equals(root) || name.startsWith(root + ".");
    }
}
