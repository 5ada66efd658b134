package io.rendercache.internal.layout;

/**
 * The checksum of the slots of a mapped cache: a {@link WordHash} of lengths, key and value with their padding, with
 * the file's seed. The engine hashes in place, a tool in an array; the rest is the same.
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

    /** Returns the checksum for a hash. */
    public static int of(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    /** Returns the checksum of a slot in an array; its lengths must fit the array. */
    public static int of(byte[] bytes, int offset, long lengths, long fileSeed) {
        return of(WordHash.of(bytes, offset + SlotDescriptor.KEY, coveredBytes(lengths), seed(fileSeed, lengths)));
    }
}
