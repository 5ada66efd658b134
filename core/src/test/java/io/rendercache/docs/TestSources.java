package io.rendercache.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The test methods that run, by class, as they are in the sources of all modules. Classes of one name are taken
 * together.
 */
final class TestSources {
    private static final Set<String> RUN_BY = Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

    private final Map<String, Set<String>> methods = new HashMap<>();

    /** Reads all test classes under these folders. */
    static TestSources under(List<Path> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.getFileName().toString().matches("\\w+(Test|IT)\\.java"))
                        .forEach(files::add);
            }
        }
        TestSources sources = new TestSources();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree tests && !has(tests.getModifiers(), Set.of("Disabled"))) {
                        sources.add(tests);
                    }
                }
            }
        }
        return sources;
    }

    /** Returns whether a class of this name has a test method of this name that is not disabled. */
    boolean runs(String className, String method) {
        return methods.getOrDefault(className, Set.of()).contains(method);
    }

    /** Returns how many test classes there are. */
    int classes() {
        return methods.size();
    }

    private void add(ClassTree tests) {
        Set<String> names = methods.computeIfAbsent(tests.getSimpleName().toString(), name -> new HashSet<>());
        for (Tree member : tests.getMembers()) {
            if (member instanceof MethodTree method && isTest(method)) {
                names.add(method.getName().toString());
            }
        }
    }

    /** A method that JUnit runs, or the factory of a suite of JUnit 3, as Guava's suites are. */
    private static boolean isTest(MethodTree method) {
        boolean isSuite = method.getName().contentEquals("suite")
                && method.getReturnType().toString().equals("Test");
        return isSuite || has(method.getModifiers(), RUN_BY) && !has(method.getModifiers(), Set.of("Disabled"));
    }

    private static boolean has(ModifiersTree modifiers, Set<String> names) {
        return modifiers.getAnnotations().stream()
                .map(AnnotationTree::getAnnotationType)
                .anyMatch(type -> names.contains(type.toString()));
    }
}
