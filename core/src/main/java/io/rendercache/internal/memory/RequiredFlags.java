package io.rendercache.internal.memory;

import org.agrona.BitUtil;

/**
 * Finds out, before any class that would fail deep inside is initialised, whether the JVM was started with what the
 * engine needs.
 */
public final class RequiredFlags {
    private static final String PACKAGE = "jdk.internal.misc";

    private RequiredFlags() {}

    /**
     * Returns if the flags are there.
     *
     * @throws IllegalStateException naming, in one line, the flag to add
     */
    public static void require() {
        Module agrona = BitUtil.class.getModule();
        if (!Object.class.getModule().isOpen(PACKAGE, agrona)) {
            throw new IllegalStateException("Rendercache needs a JVM flag that is missing; add: --add-opens java.base/"
                    + PACKAGE + "=" + (agrona.isNamed() ? agrona.getName() : "ALL-UNNAMED"));
        }
    }
}
