package io.rendercache;

import io.rendercache.codec.Codecs;

/** Fills a cache of ten million slots of 256 bytes, well beyond 2 GiB, on a small heap; {@code main} of a child JVM. */
public final class TenMillionEntries {
    private static final int ENTRIES = 10_000_000;

    private TenMillionEntries() {}

    /** Prints {@code sound} if every entry is there and right, and the ten over the cap pushed out the first ten. */
    public static void main(String[] arguments) {
        try (BoundedLru<Long, Long> cache = BoundedLru.builder(Codecs.int64(), Codecs.int64())
                .maxEntries(ENTRIES)
                .maxKeyBytes(200)
                .maxValueBytes(8)
                .build()) {
            for (long key = 0; key < ENTRIES + 10; key++) {
                cache.put(key, ~key);
            }
            require(cache.size() == ENTRIES, "size " + cache.size());
            require(
                    cache.stats().slotBytes() == ENTRIES * 256L,
                    "slot bytes " + cache.stats().slotBytes());
            for (long key = 0; key < ENTRIES + 10; key++) {
                Long value = cache.get(key);
                require(key < 10 ? value == null : value != null && value == ~key, "key " + key + " has " + value);
            }
        }
        System.out.println("sound");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
