package io.rendercache.testing;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * The main class of a {@link ChildJvm}: runs that of the test, and ends the process when its standard input ends. That
 * is a pipe from the parent, which the operating system closes however the parent ends; otherwise a child would survive
 * a test run that is killed. Arguments: the name of the main class, and its own.
 */
final class ChildLauncher {
    private ChildLauncher() {}

    /** Runs in the child. */
    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(ChildLauncher::exitWithParent, "end-with-parent");
        watch.setDaemon(true);
        watch.start();
        Method main = Class.forName(args[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent writes nothing.
            }
        } catch (IOException e) {
            // A pipe that cannot be read has no writer either.
        }
        System.exit(1);
    }
}
