package io.rendercache;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds classes that need each other: the strongly connected components of their dependencies, by Tarjan's algorithm.
 */
final class ClassCycles {
    private final Map<String, Set<String>> arrows;
    private final Map<String, Integer> found = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final List<String> path = new ArrayList<>();
    private final List<Set<String>> cycles = new ArrayList<>();

    private ClassCycles(Map<String, Set<String>> arrows) {
        this.arrows = arrows;
    }

    /** Returns the cycles among top-level classes of one package, nested ones counted with theirs. */
    static List<Set<String>> within(JavaClasses classes) {
        Map<String, Set<String>> arrows = arrows(classes, ClassCycles::topLevel);
        arrows.forEach((from, targets) -> targets.removeIf(to -> !packageOf(to).equals(packageOf(from))));
        return find(arrows);
    }

    /** Returns the cycles among classes, by the name that they are given. */
    static List<Set<String>> among(JavaClasses classes, Function<JavaClass, String> name) {
        return find(arrows(classes, name));
    }

    private static Map<String, Set<String>> arrows(JavaClasses classes, Function<JavaClass, String> name) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        classes.forEach(each -> arrows.computeIfAbsent(name.apply(each), unused -> new TreeSet<>()));
        classes.forEach(each -> each.getDirectDependenciesFromSelf().forEach(dependency -> {
            String to = name.apply(dependency.getTargetClass());
            if (arrows.containsKey(to) && !to.equals(name.apply(each))) {
                arrows.get(name.apply(each)).add(to);
            }
        }));
        return arrows;
    }

    private static List<Set<String>> find(Map<String, Set<String>> arrows) {
        ClassCycles search = new ClassCycles(arrows);
        arrows.keySet().forEach(each -> {
            if (!search.found.containsKey(each)) {
                search.visit(each);
            }
        });
        return search.cycles;
    }

    private void visit(String at) {
        int number = found.size();
        found.put(at, number);
        lowest.put(at, number);
        path.add(at);
        for (String to : arrows.getOrDefault(at, Set.of())) {
            if (!found.containsKey(to)) {
                visit(to);
                lowest.merge(at, lowest.get(to), Math::min);
            } else if (path.contains(to)) {
                lowest.merge(at, found.get(to), Math::min);
            }
        }
        if (lowest.get(at) == number) {
            List<String> component = path.subList(path.indexOf(at), path.size());
            if (component.size() > 1) {
                cycles.add(new TreeSet<>(component));
            }
            component.clear();
        }
    }

    private static String topLevel(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
