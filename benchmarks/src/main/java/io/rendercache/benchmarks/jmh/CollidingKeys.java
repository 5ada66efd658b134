package io.rendercache.benchmarks.jmh;

import io.rendercache.benchmarks.caches.Keys;

/** Keys of {@link Keys#LENGTH} characters that all have one {@link String#hashCode}. */
final class CollidingKeys {
    /** Two blocks of one hash, so that any string of them has the hash of any other of its length. */
    private static final String[] BLOCKS = {"Aa", "BB"};

    private static final int BITS = Integer.SIZE - 1;
    private static final String PREFIX = "/mnt/farm/shots/";

    private CollidingKeys() {}

    /** Returns so many different keys. */
    static String[] of(int count) {
        String prefix = PREFIX + "_".repeat(Keys.LENGTH - PREFIX.length() - BITS * BLOCKS[0].length());
        String[] keys = new String[count];
        for (int key = 0; key < count; key++) {
            StringBuilder made = new StringBuilder(Keys.LENGTH).append(prefix);
            for (int bit = BITS - 1; bit >= 0; bit--) {
                made.append(BLOCKS[key >>> bit & 1]);
            }
            keys[key] = made.toString();
        }
        return keys;
    }
}
