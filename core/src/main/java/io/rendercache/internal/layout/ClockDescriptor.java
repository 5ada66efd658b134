package io.rendercache.internal.layout;

/**
 * The clock of a cache, which counts writes: inserts and overwrites. Two pairs of lines, because the first is written
 * by every write and the second, which hits read, once a tick.
 *
 * <pre>
 *    0         8       12       16          128      136                        256
 *   +---------+-------+--------+--- ... ---+--------+----------- ... -----------+
 *   | number  | swept | writer | unused    | coarse | unused                    |
 *   +---------+-------+--------+--- ... ---+--------+----------- ... -----------+
 *
 *   number   of the latest write, 0 if there was none; otherwise its low half is not 0
 *   swept    the slot whose stamp was last checked for being too old to be compared
 *   writer   the lane of the thread that last counted a write
 *   coarse   the last number of the current tick: no slot has a higher one; a hit leaves its low half in its slot
 * </pre>
 *
 * In the file of a mapped cache, its clock section has copies of number and coarse, so that the stamps and numbers in
 * the slots keep their meaning over a restart; the others are 0 there. No entry depends on it.
 */
public final class ClockDescriptor {
    /** Offset of the number of the latest write, 8 bytes. */
    public static final int NUMBER = 0;

    /** Offset of the slot that was swept last, 4 bytes. */
    public static final int SWEPT = NUMBER + Long.BYTES;

    /** Offset of the number of the lane that last counted a write, 4 bytes. */
    public static final int WRITER = SWEPT + Integer.BYTES;

    /** Offset of the last number of the current tick, 8 bytes. */
    public static final int COARSE = 128;

    /** Length of the clock. */
    public static final int LENGTH = 256;

    /** The greatest age that can be told from the low half of a number. */
    public static final long OLDEST_AGE = 0xFFFF_FFFFL;

    /** No write has such a number. */
    private static final long NUMBERS_END = 1L << 49;

    /** By how much a number may be ahead of the clock that was stored, if its process was killed. */
    private static final long AHEAD = 1L << 24;

    /** Where a clock starts from that is not plausible: above any half of a number. */
    private static final long UNKNOWN = 1L << 33;

    private ClockDescriptor() {}

    /** Returns whether a clock can have these values; otherwise it is ignored. */
    public static boolean isPlausible(long number, long coarse) {
        return number >= 0 && coarse >= 0 && number < NUMBERS_END && coarse < NUMBERS_END;
    }

    /** Returns a number that no slot's exceeds, for a clock that has these values. */
    public static long latest(long number, long coarse) {
        return isPlausible(number, coarse) ? Math.max(number, coarse) + AHEAD : UNKNOWN;
    }

    /** Returns how many writes before {@code latest} one was whose number has this low half. */
    public static long age(long latest, int number) {
        return latest - number & OLDEST_AGE;
    }

    /** Returns how many writes were counted since the file was made; writes that overlapped may have counted as one. */
    public static long writes(long number) {
        // A number whose low half would be 0 is left out.
        return Math.max(0, number - (number >>> 32));
    }

    /**
     * Returns the rank of an entry in the order of use, from the stamp and the number in its slot: the higher, the
     * later. Of two entries that were used in the same tick, one that is already filed in it ranks lower than one that
     * is not.
     *
     * @param latest a number that no slot's exceeds
     */
    public static long rank(long latest, int stamp, int number) {
        long age = ageOfUse(latest, stamp, number);
        return OLDEST_AGE - age << 1 | (stamp == 0 ? 0 : 1);
    }

    /**
     * Returns how many writes before {@code latest} an entry was last used. Its number may be the later of the two: a
     * hit that is late stamps the tick that it has read.
     */
    public static long ageOfUse(long latest, int stamp, int number) {
        long filed = age(latest, number);
        return stamp == 0 ? filed : Math.min(filed, age(latest, stamp));
    }
}
