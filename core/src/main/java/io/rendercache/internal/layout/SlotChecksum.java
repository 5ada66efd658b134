package io.rendercache.internal.layout;

/**
 * The checksum that a mapped cache seals its slots with: a {@link WordHash} of lengths, key and value as they stand there, padding
 * and all, by the file's own seed. The engine hashes where the slot lies, a tool in an array; the rest is the same.
 */
public final class SlotChecksum {
    private SlotChecksum() {}

    /** Returns how many bytes it covers, from {@link SlotDescriptor#KEY} on; a multiple of 8. */
    public static int coveredBytes(long lengths) {
        return SlotDescriptor.value(SlotDescriptor.keyBytes(lengths))
                - SlotDescriptor.KEY
                + SlotDescriptor.padded(SlotDescriptor.inlineBytes(lengths));
    }

    /** Returns the seed of the hash for a slot with these lengths. */
    public static long seed(long fileSeed, long lengths) {
        return fileSeed ^ lengths;
    }

    /** Returns the checksum that comes of a hash. */
    public static int of(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    /** Returns the checksum of the slot that begins here in an array, whose lengths must fit the array. */
    public static int of(byte[] bytes, int offset, long lengths, long fileSeed) {
        return of(WordHash.of(bytes, offset + SlotDescriptor.KEY, coveredBytes(lengths), seed(fileSeed, lengths)));
    }
}
