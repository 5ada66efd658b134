package io.rendercache.benchmarks.jmh;

import java.util.List;
import java.util.stream.Stream;

/** The flags of the JVMs that are forked to measure in, which run with {@code -cp} and see no manifest. */
public final class ForkFlags {
    /** The engine's own. */
    public static final String INTERNAL_MISC = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

    /** Chronicle Map's. */
    public static final String LANG = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** Chronicle Map's. */
    public static final String REFLECT = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    /** Chronicle Map's. */
    public static final String INTERNAL_REF = "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";

    /** Chronicle Map's. */
    public static final String NIO = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

    /** Chronicle Map's. */
    public static final String JAVAC = "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED";

    /** Lets Java 17 pass over the next two, which keep 24 and later quiet. */
    public static final String PASS_OVER_UNKNOWN = "-XX:+IgnoreUnrecognizedVMOptions";

    /** For Chronicle Map, OHC and JMH. */
    public static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    /** For the JNA of OHC and Chronicle Map. */
    public static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    /** Enough for the keys of the largest run; it also bounds direct buffers. */
    public static final String HEAP = "-Xmx3g";

    /** As users run it: tests check each memory access, benchmarks do not. */
    public static final String NO_MEMORY_CHECKS = "-Drendercache.memoryChecks=false";

    /** The same, for Agrona's own buffers. */
    public static final String NO_BOUNDS_CHECKS = "-Dagrona.disable.bounds.checks=true";

    private static final List<String> ALL = List.of(
            INTERNAL_MISC,
            LANG,
            REFLECT,
            INTERNAL_REF,
            NIO,
            JAVAC,
            PASS_OVER_UNKNOWN,
            UNSAFE,
            NATIVE,
            NO_MEMORY_CHECKS,
            NO_BOUNDS_CHECKS);

    private ForkFlags() {}

    /** Returns all of them but {@link #HEAP}, and these. */
    public static List<String> allAnd(String... more) {
        return Stream.concat(ALL.stream(), Stream.of(more)).toList();
    }
}
