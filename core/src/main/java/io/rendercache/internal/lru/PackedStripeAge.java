package io.rendercache.internal.lru;

import io.rendercache.internal.layout.Geometry;

/**
 * A stripe and its number in one word, ordered by number. Which stripe has the lowest changes with every eviction, so a
 * branch on it is mispredicted half of the time, at some 20 cycles each; here it is arithmetic.
 */
final class PackedStripeAge {
    private static final int STRIPE_BITS = Integer.numberOfTrailingZeros(Geometry.MOST_STRIPES);
    private static final int STRIPE_MASK = Geometry.MOST_STRIPES - 1;

    /** No stripe; higher than any. */
    static final long NONE = of(StripeCore.NO_ENTRY, 0);

    private PackedStripeAge() {}

    static long of(long number, int stripe) {
        return number << STRIPE_BITS | stripe;
    }

    static boolean isNone(long choice) {
        return number(choice) == StripeCore.NO_ENTRY;
    }

    static long number(long choice) {
        return choice >>> STRIPE_BITS;
    }

    static int stripe(long choice) {
        return (int) choice & STRIPE_MASK;
    }

    /** Returns the lower of two words whose difference fits one. */
    static long lower(long a, long b) {
        long difference = b - a;
        return a + (difference & difference >> 63);
    }

    /** Returns the higher of two words whose difference fits one. */
    static long higher(long a, long b) {
        long difference = b - a;
        return b - (difference & difference >> 63);
    }
}
