package io.rendercache.large;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks, before any class of Chronicle's is initialised, that the JVM was started with the flags that Chronicle needs,
 * and disables its analytics and announcements.
 */
final class LargeValueFlags {
    private static final String CHRONICLE = "net.openhft.chronicle.map.ChronicleMap";

    private LargeValueFlags() {}

    /**
     * Returns normally if nothing is missing.
     *
     * @throws IllegalStateException naming, in one line, the flags, module or jar to add
     */
    static void require() {
        Module chronicle = chronicle();
        List<String> missing = new ArrayList<>();
        requireOpen(missing, "java.lang", chronicle);
        requireOpen(missing, "java.lang.reflect", chronicle);
        requireExported(missing, "java.base", "jdk.internal.ref", chronicle);
        requireExported(missing, "java.base", "sun.nio.ch", chronicle);
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            throw new IllegalStateException("Rendercache's large values need the module jdk.compiler, which this Java "
                    + "runtime at " + System.getProperty("java.home") + " lacks; use a JDK");
        }
        requireExported(missing, "jdk.compiler", "com.sun.tools.javac.file", chronicle);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "Rendercache's large values need JVM flags that are missing; add: " + String.join(" ", missing));
        }
        setIfUnset("chronicle.analytics.disable");
        setIfUnset("chronicle.announcer.disable");
    }

    private static Module chronicle() {
        try {
            return Class.forName(CHRONICLE, false, LargeValueFlags.class.getClassLoader())
                    .getModule();
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalStateException(
                    "Rendercache's large values need Chronicle Map, which is not on the class path; add the artifact "
                            + "net.openhft:chronicle-map",
                    e);
        }
    }

    private static void requireOpen(List<String> missing, String packageName, Module chronicle) {
        if (!Object.class.getModule().isOpen(packageName, chronicle)) {
            missing.add("--add-opens java.base/" + packageName + "=" + name(chronicle));
        }
    }

    private static void requireExported(List<String> missing, String module, String packageName, Module chronicle) {
        boolean exported = ModuleLayer.boot()
                .findModule(module)
                .filter(found -> found.isExported(packageName, chronicle))
                .isPresent();
        if (!exported) {
            missing.add("--add-exports " + module + "/" + packageName + "=" + name(chronicle));
        }
    }

    private static String name(Module module) {
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    private static void setIfUnset(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
