package io.rendercache.internal.concurrent;

/**
 * Makes a {@link StackOverflowError} come where it does no harm: before something is begun that must be ended in a
 * {@code finally} block.
 *
 * <p>Such a block runs in the frame that called {@link #require}, with the same stack below it as the call had. So if
 * the call returns, the block finds about as much stack as the call used, however deep what was done in between went,
 * and calls within it do not overflow as long as they need less. That is not exact, because the frames of a method are
 * of other sizes once it has been compiled, and it says nothing about {@link ThreadDeath} and {@link OutOfMemoryError};
 * so what is ended must also bear to be ended twice, by the frames around it.
 */
public final class StackReserve {
    /** About 10 KB interpreted and 5 KB compiled; what ends a load takes less than 4 KB interpreted. */
    private static final int FRAMES = 64;

    private StackReserve() {}

    /**
     * Returns if the calling thread has some more KB of stack; takes about 0.1 us.
     *
     * @throws StackOverflowError if it has not
     */
    public static void require() {
        if (use(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8) == 0) {
            throw new AssertionError("the sum of positive numbers is 0");
        }
    }

    /** Uses a frame for each step; the sum keeps all arguments in it until the callee has returned. */
    private static long use(int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (frames == 0) {
            return a;
        }
        return use(frames - 1, b, c, d, e, f, g, h, a) + (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h) + frames;
    }
}
