package io.rendercache.benchmarks.sizing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the keys are written in a trace.
 *
 * <pre>
 *   decimal        text, a key a line; blank lines and lines that begin with * are skipped
 *   int32, int64   4 or 8 bytes a key, big-endian, signed
 *   oracleGeneral  24 bytes a reference, little-endian, packed:
 *
 *      0        4                 12       16                24
 *      +--------+-----------------+--------+-----------------+
 *      |  time  |       key       |  size  |   next access   |
 *      +--------+-----------------+--------+-----------------+
 * </pre>
 */
enum TraceFormat {
    DECIMAL("decimal", 0, 0),
    INT32("int32", Integer.BYTES, 0),
    INT64("int64", Long.BYTES, 0),
    ORACLE_GENERAL("oracleGeneral", 24, Integer.BYTES);

    private static final String GZIP = ".gz";
    private static final String XZ = ".xz";

    private final String optionName;
    private final int recordBytes;
    private final int keyOffset;

    TraceFormat(String optionName, int recordBytes, int keyOffset) {
        this.optionName = optionName;
        this.recordBytes = recordBytes;
        this.keyOffset = keyOffset;
    }

    /** Bytes of one reference; 0 for text. */
    int recordBytes() {
        return recordBytes;
    }

    /** Where the key begins in its record. */
    int keyOffset() {
        return keyOffset;
    }

    /** The format of this name, however its letters are cased. */
    static Optional<TraceFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.optionName.equalsIgnoreCase(name))
                .findFirst();
    }

    /** The names, for a message. */
    static String names() {
        return Arrays.stream(values()).map(format -> format.optionName).collect(Collectors.joining(", "));
    }

    /**
     * What the file's name tells, {@code .gz} and {@code .xz} taken off. {@code .trace} alone is text, and {@code
     * .trace.xz} int32, as the traces that come with cache2k have it; empty where the name tells nothing.
     */
    static Optional<TraceFormat> guess(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        String bare = name.endsWith(GZIP) || name.endsWith(XZ) ? name.substring(0, name.length() - 3) : name;
        if (bare.contains("oraclegeneral")) {
            return Optional.of(ORACLE_GENERAL);
        }
        if (bare.endsWith(".int32") || bare.endsWith(".i32") || name.endsWith(".trace" + XZ)) {
            return Optional.of(INT32);
        }
        if (bare.endsWith(".int64") || bare.endsWith(".i64")) {
            return Optional.of(INT64);
        }
        if (bare.endsWith(".txt") || bare.endsWith(".log") || bare.endsWith(".decimal") || bare.endsWith(".trace")) {
            return Optional.of(DECIMAL);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return optionName;
    }
}
