package io.rendercache.benchmarks.jmh;

/** Where a cache is that is timed. */
final class Place {
    /** In anonymous memory. */
    static final String OFF_HEAP = "off-heap";

    /** In a mapped file. */
    static final String MAPPED = "mapped";

    private Place() {}

    /** Whether this place is a file. */
    static boolean isMapped(String place) {
        return switch (place) {
            case OFF_HEAP -> false;
            case MAPPED -> true;
            default ->
                throw new IllegalArgumentException(
                        "-p place: no place is named '" + place + "'; take " + OFF_HEAP + " or " + MAPPED);
        };
    }
}
