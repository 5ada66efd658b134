package io.rendercache.internal.memory;

import java.util.Objects;
import org.agrona.UnsafeApi;

/**
 * Raw access to memory outside the heap, and to the bytes of arrays as words.
 *
 * <p>Unchecked in production: an address that is not inside a living {@link Region} kills the JVM. With the system
 * property {@code rendercache.memoryChecks} set, as in every test, each access is first checked against the regions
 * that are alive and against its natural alignment, and fails with an {@link IndexOutOfBoundsException} instead.
 */
public final class Memory {
    /** Whether each access is checked; a constant, so that disabled checks cost nothing. */
    static final boolean CHECKED = Boolean.getBoolean("rendercache.memoryChecks");

    /** The bits that no ASCII character has. */
    private static final long NOT_ASCII = 0x8080808080808080L;

    /** Up to so many bytes a loop over words is faster than a bulk copy. */
    private static final int FEW_BYTES = 256;

    private static final boolean BIG_ENDIAN = UnsafeApi.isBigEndian();

    private static final long BYTES = UnsafeApi.arrayBaseOffset(byte[].class);

    private Memory() {}

    /** Returns whether the upper half of a word comes first. */
    public static boolean isBigEndian() {
        return BIG_ENDIAN;
    }

    /** Returns {@code length} rounded up to whole words of 8 bytes. */
    public static int words(int length) {
        return (length + 7) & ~7;
    }

    /** Plain read. */
    public static long getLong(long address) {
        if (CHECKED) {
            LiveRegions.check(address, Long.BYTES, Long.BYTES);
        }
        return UnsafeApi.getLong(address);
    }

    /** Plain write. */
    public static void putLong(long address, long value) {
        if (CHECKED) {
            LiveRegions.check(address, Long.BYTES, Long.BYTES);
        }
        UnsafeApi.putLong(address, value);
    }

    /** Plain read. */
    public static int getInt(long address) {
        if (CHECKED) {
            LiveRegions.check(address, Integer.BYTES, Integer.BYTES);
        }
        return UnsafeApi.getInt(address);
    }

    /** Plain write. */
    public static void putInt(long address, int value) {
        if (CHECKED) {
            LiveRegions.check(address, Integer.BYTES, Integer.BYTES);
        }
        UnsafeApi.putInt(address, value);
    }

    /** Acquire read: what was written before the paired release is seen after it. */
    public static long getLongAcquire(long address) {
        if (CHECKED) {
            LiveRegions.check(address, Long.BYTES, Long.BYTES);
        }
        return UnsafeApi.getLongAcquire(null, address);
    }

    /** Release write: what was written before it is seen by a thread that reads it with acquire. */
    public static void putLongRelease(long address, long value) {
        if (CHECKED) {
            LiveRegions.check(address, Long.BYTES, Long.BYTES);
        }
        UnsafeApi.putLongRelease(null, address, value);
    }

    /** Acquire read. */
    public static int getIntAcquire(long address) {
        if (CHECKED) {
            LiveRegions.check(address, Integer.BYTES, Integer.BYTES);
        }
        return UnsafeApi.getIntAcquire(null, address);
    }

    /** Release write. */
    public static void putIntRelease(long address, int value) {
        if (CHECKED) {
            LiveRegions.check(address, Integer.BYTES, Integer.BYTES);
        }
        UnsafeApi.putIntRelease(null, address, value);
    }

    /** Opaque read. */
    public static int getIntOpaque(long address) {
        if (CHECKED) {
            LiveRegions.check(address, Integer.BYTES, Integer.BYTES);
        }
        return UnsafeApi.getIntOpaque(null, address);
    }

    /** Opaque write. */
    public static void putIntOpaque(long address, int value) {
        if (CHECKED) {
            LiveRegions.check(address, Integer.BYTES, Integer.BYTES);
        }
        UnsafeApi.putIntOpaque(null, address, value);
    }

    /** Opaque read: whole, and seen in time; orders nothing. */
    public static long getLongOpaque(long address) {
        if (CHECKED) {
            LiveRegions.check(address, Long.BYTES, Long.BYTES);
        }
        return UnsafeApi.getLongOpaque(null, address);
    }

    /** Opaque write: whole, and seen in time; orders nothing. */
    public static void putLongOpaque(long address, long value) {
        if (CHECKED) {
            LiveRegions.check(address, Long.BYTES, Long.BYTES);
        }
        UnsafeApi.putLongOpaque(null, address, value);
    }

    /** Volatile compare-and-set. */
    public static boolean compareAndSetLong(long address, long expected, long value) {
        if (CHECKED) {
            LiveRegions.check(address, Long.BYTES, Long.BYTES);
        }
        return UnsafeApi.compareAndSetLong(null, address, expected, value);
    }

    /** Volatile compare-and-set. */
    public static boolean compareAndSetInt(long address, int expected, int value) {
        if (CHECKED) {
            LiveRegions.check(address, Integer.BYTES, Integer.BYTES);
        }
        return UnsafeApi.compareAndSetInt(null, address, expected, value);
    }

    /** No read before it is reordered with a read or write after it. */
    public static void acquireFence() {
        UnsafeApi.loadFence();
    }

    /** No read or write before it is reordered with a write after it. */
    public static void releaseFence() {
        UnsafeApi.storeFence();
    }

    /** Reads the 8 bytes of an array from {@code index} on, in native order; the caller has checked the bounds. */
    public static long wordAt(byte[] array, int index) {
        assert index >= 0 && index + Long.BYTES <= array.length : index;
        return UnsafeApi.getLongUnaligned(array, BYTES + index);
    }

    /**
     * Reads up to 8 bytes of an array as one word in native order, the missing ones as zero; {@code length} is 1 to 7.
     */
    static long partialWordAt(byte[] array, int index, int length) {
        int end = index + length;
        int unused = (Long.BYTES - length) << 3;
        if (end >= Long.BYTES) {
            // One read of the 8 bytes that end there, without those before.
            long word = wordAt(array, end - Long.BYTES);
            return BIG_ENDIAN ? word << unused : word >>> unused;
        }
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (array[index + i] & 0xFFL) << (BIG_ENDIAN ? 56 - (i << 3) : i << 3);
        }
        return word;
    }

    /**
     * Copies {@code length} bytes of an array to a word-aligned address and fills the last word up with zeros. Word by
     * word: for the hundred bytes that a key has, faster than the call into a bulk copy.
     */
    public static void copyIn(byte[] source, int index, long address, int length) {
        int whole = length & ~7;
        for (int i = 0; i < whole; i += Long.BYTES) {
            putLong(address + i, wordAt(source, index + i));
        }
        if (whole < length) {
            putLong(address + whole, partialWordAt(source, index + whole, length - whole));
        }
    }

    /**
     * Copies an array to a word-aligned address, like {@link #copyIn}, and returns whether all its bytes are below
     * 0x80; if they are not, the copy is useless, but no longer than the array.
     */
    public static boolean copyInAscii(byte[] source, long address) {
        int length = source.length;
        int whole = length & ~7;
        long seen = 0;
        for (int i = 0; i < whole; i += Long.BYTES) {
            long word = wordAt(source, i);
            seen |= word;
            putLong(address + i, word);
        }
        if (whole < length) {
            long word = partialWordAt(source, whole, length - whole);
            seen |= word;
            putLong(address + whole, word);
        }
        return (seen & NOT_ASCII) == 0;
    }

    /** Copies {@code length} bytes from an address into an array. */
    public static void copyOut(long address, byte[] target, int index, int length) {
        if (CHECKED) {
            LiveRegions.check(address, length, 1);
        }
        Objects.checkFromIndexSize(index, length, target.length);
        UnsafeApi.copyMemory(null, address, target, BYTES + index, length);
    }

    /**
     * Copies {@code length} bytes from a word-aligned address that is padded to whole words into an array. Word by word
     * if they are few, which is faster than the call into a bulk copy; what follows in the array, up to 7 bytes, is
     * then undefined.
     */
    public static void copyOutWords(long address, byte[] target, int index, int length) {
        if (length > FEW_BYTES) {
            copyOut(address, target, index, length);
            return;
        }
        Objects.checkFromIndexSize(index, length, target.length);
        for (int i = 0; i < length; i += Long.BYTES) {
            long word = getLong(address + i);
            int at = index + i;
            if (at + Long.BYTES <= target.length) {
                UnsafeApi.putLongUnaligned(target, BYTES + at, word);
            } else {
                putPartialWord(target, at, length - i, word);
            }
        }
    }

    private static void putPartialWord(byte[] target, int index, int length, long word) {
        for (int i = 0; i < length; i++) {
            target[index + i] = (byte) (BIG_ENDIAN ? word >>> 56 - (i << 3) : word >>> (i << 3));
        }
    }

    /**
     * Returns whether {@code length} bytes of an array are those at a word-aligned address that is padded to whole
     * words.
     */
    public static boolean equal(byte[] array, int index, long address, int length) {
        int whole = length & ~7;
        long difference = 0;
        for (int i = 0; i < whole; i += Long.BYTES) {
            difference |= wordAt(array, index + i) ^ getLong(address + i);
        }
        if (whole < length) {
            difference |= partialWordAt(array, index + whole, length - whole) ^ getLong(address + whole);
        }
        return difference == 0;
    }

    /**
     * Returns whether all bytes of an array are below 0x80 and are those at a word-aligned address that is padded to
     * whole words: for a Latin-1 array, whether its string's UTF-8 form is there and is ASCII.
     */
    public static boolean equalAscii(byte[] array, long address) {
        int length = array.length;
        int whole = length & ~7;
        long difference = 0;
        long seen = 0;
        for (int i = 0; i < whole; i += Long.BYTES) {
            long word = wordAt(array, i);
            seen |= word;
            difference |= word ^ getLong(address + i);
        }
        if (whole < length) {
            long word = partialWordAt(array, whole, length - whole);
            seen |= word;
            difference |= word ^ getLong(address + whole);
        }
        return (difference | seen & NOT_ASCII) == 0;
    }

    /** Returns whether all bytes of an array are below 0x80. */
    public static boolean isAscii(byte[] array) {
        int whole = array.length & ~7;
        long seen = 0;
        for (int i = 0; i < whole; i += Long.BYTES) {
            seen |= wordAt(array, i);
        }
        if (whole < array.length) {
            seen |= partialWordAt(array, whole, array.length - whole);
        }
        return (seen & NOT_ASCII) == 0;
    }

    /** Fills with zeros. */
    public static void zero(long address, long length) {
        if (CHECKED) {
            LiveRegions.check(address, length, 1);
        }
        UnsafeApi.setMemory(address, length, (byte) 0);
    }
}
