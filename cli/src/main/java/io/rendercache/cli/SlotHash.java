package io.rendercache.cli;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash that slots are sealed with, over whole words of an array: the engine's own reads raw memory, for which it needs
 * a flag of the JVM. That the two agree shows in every entry that the tool finds whole.
 */
final class SlotHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private SlotHash() {}

    /** Hashes so many bytes, a multiple of 8. */
    static long of(byte[] bytes, int offset, int length, long seed) {
        long secret = seed ^ SECOND;
        long hash = seed ^ length * FIRST;
        int end = offset + length;
        int at = offset;
        while (end - at >= 2 * Long.BYTES) {
            hash = folded((long) LONG.get(bytes, at) ^ secret, (long) LONG.get(bytes, at + Long.BYTES) ^ hash);
            at += 2 * Long.BYTES;
        }
        if (at < end) {
            hash = folded((long) LONG.get(bytes, at) ^ secret, hash);
        }
        return folded(hash ^ FIRST, seed ^ SECOND);
    }

    private static long folded(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
