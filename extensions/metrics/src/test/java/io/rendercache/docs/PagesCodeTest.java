package io.rendercache.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.util.JavacTask;
import io.rendercache.testing.Pages;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java in the pages compiles, against the classes that users have, and the flags in them are those of the build.
 */
class PagesCodeTest {
    static Stream<Snippet> snippets() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : Pages.all()) {
            String name = Pages.PROJECT.relativize(page).toString();
            snippets.addAll(Snippet.in(name, Files.readString(page)));
        }
        return snippets.stream();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void shouldCompileEachBlock(Snippet snippet) throws IOException {
        assertEquals(List.of(), errors(snippet), snippet::source);
    }

    @Test
    void shouldFindTheBlocksOfThePages() throws IOException {
        List<String> pages = snippets().map(Snippet::page).distinct().toList();

        assertTrue(pages.containsAll(List.of("README.md", "docs/embedding.md")), pages::toString);
    }

    @Test
    void shouldFindWhatDoesNotCompile() throws IOException {
        String page = "text\n\n```java\nlong size = BoundedLru.sizes();\n```\n";

        List<Snippet> found = Snippet.in("page", page);

        assertEquals(1, found.size());
        assertEquals(4, found.get(0).line() + 1);
        assertEquals(1, errors(found.get(0)).size());
    }

    @Test
    void shouldDeclareWhatIsGiven() throws IOException {
        String block = "```java\nPath file = folder.resolve(name());\n```\n";
        String given = "<!-- java given: Path folder;\nString name() { return \"\"; } -->\n";

        assertEquals(List.of(), errors(Snippet.in("page", given + block).get(0)));
        assertEquals(2, errors(Snippet.in("page", block).get(0)).size());
    }

    @Test
    void shouldNotSeeWhatUsersDoNot() throws IOException {
        String block = "```java\nObject engine = BoundedLru.class.cast(null).engine();\n```\n";

        assertEquals(1, errors(Snippet.in("page", block).get(0)).size());
        assertThrows(ClassNotFoundException.class, () -> Class.forName("page.Page"));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void shouldNameEachFlagInThePageForThoseWhoEmbed(String flag) throws IOException {
        String page = Files.readString(Pages.DOCS.resolve("embedding.md"));

        assertTrue(page.contains(flag), flag);
    }

    static Stream<String> flags() {
        String all =
                System.getProperty("rendercache.jvmFlags") + " " + System.getProperty("rendercache.largeValueFlags");
        // A flag and its value are one.
        return Stream.of(all.replaceAll("(--add-\\w+) ", "$1=").split("\\s+"))
                .map(flag -> flag.replaceFirst("(--add-\\w+)=", "$1 "));
    }

    private static List<String> errors(Snippet snippet) throws IOException {
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///page/Page.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return snippet.source();
                    }
                };
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "-Xlint:deprecation,removal,unchecked,rawtypes",
                "-classpath",
                System.getProperty("java.class.path"));
        JavacTask task = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, found, options, null, List.of(source));
        task.analyze();
        return found.getDiagnostics().stream()
                .filter(diagnostic ->
                        diagnostic.getSource() == source || diagnostic.getKind() == javax.tools.Diagnostic.Kind.ERROR)
                .map(diagnostic -> snippet + ": " + diagnostic)
                .toList();
    }
}
