package io.rendercache.large;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.core.shutdown.PriorityHook;

/**
 * Initialises Chronicle's classes so that they write nothing and keep nothing for the life of the JVM. By default they
 * start a thread that releases memory and register a shutdown hook that waits for it; both would keep the class loader
 * of an application that has closed its caches. Without the thread, memory is released by the thread that closes a map.
 * Where the application has initialised the same classes of Chronicle before, they stay as they are.
 */
final class ChronicleStart {
    /**
     * One string in the JVM, so that copies of this class in other class loaders wait: the properties are theirs, too.
     */
    private static final String LOCK = "io.rendercache.large.ChronicleStart";

    private static boolean done;

    private ChronicleStart() {}

    /** Initialises the classes, the first time. For a thread whose context class loader is the platform's. */
    static void ensure() {
        synchronized (LOCK) {
            if (!done) {
                initialise();
                StateClass.compileUnlessLocaleIsPlain();
                done = true;
            }
        }
    }

    private static void initialise() {
        boolean releases = setIfUnset("background.releaser", "false");
        boolean verbosity = setIfUnset("slf4j.internal.verbosity", "ERROR"); // no notice that there is no provider
        try {
            Jvm.init();
            boolean otherHooks = PriorityHook.getRegisteredHook() != null;
            BackgroundResourceReleaser.releasePendingResources();
            if (releases && !otherHooks) {
                PriorityHook.clear();
            }
        } finally {
            clearIf(releases, "background.releaser");
            clearIf(verbosity, "slf4j.internal.verbosity");
        }
    }

    /** Sets a property that counts only while the classes are initialised; returns whether it did. */
    private static boolean setIfUnset(String property, String value) {
        if (System.getProperty(property) != null) {
            return false;
        }
        System.setProperty(property, value);
        return true;
    }

    private static void clearIf(boolean set, String property) {
        if (set) {
            System.clearProperty(property);
        }
    }
}
