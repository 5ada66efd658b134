package io.rendercache.internal.memory;

import org.agrona.BitUtil;

/**
 * Checks that the JVM was started with the flags that the engine needs, before any class is initialised that would fail
 * without them.
 */
public final class RequiredFlags {
    private static final String PACKAGE = "jdk.internal.misc";

    private RequiredFlags() {}

    /**
     * Returns if the flags are present.
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
