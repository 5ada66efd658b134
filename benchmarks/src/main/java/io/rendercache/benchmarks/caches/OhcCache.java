package io.rendercache.benchmarks.caches;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.HashAlgorithm;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;

/**
 * OHC. As it comes it allocates each entry by itself and hashes keys with Murmur3; by name also with CRC32C, which
 * processors have an instruction for, and with chunks, which its documentation means for small entries. It is bounded
 * in bytes, a share for each of its segments: what one entry takes is measured, and the capacity set to that many
 * entries.
 */
final class OhcCache implements CacheUnderTest {
    /** How it is set up. */
    enum Variant {
        DEFAULT,
        CRC32C,
        CHUNKED
    }

    private static final int PROBES = 100;

    /**
     * What an entry of fixed size takes in a chunk, measured: it divides the capacity by the entries that were kept.
     */
    private static final int CHUNKED_BYTES = 114;

    private static final int CHUNKS_PER_SEGMENT = 16;
    private static final int SMALLEST_CHUNK = 2 << 10;
    private static final int LARGEST_CHUNK = 64 << 10;

    private final OHCache<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    OhcCache(int capacity, Keys keys, Variant variant) {
        bound = Bound.within(capacity, variant == Variant.CHUNKED ? 0.1 : 0.05);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = switch (variant) {
            case DEFAULT ->
                builder(capacity).capacity(capacity * bytesPerEntry(keys)).build();
            case CRC32C ->
                builder(capacity)
                        .hashMode(HashAlgorithm.CRC32C)
                        .capacity(capacity * bytesPerEntry(keys))
                        .build();
            case CHUNKED -> chunked(capacity);
        };
    }

    /** A chunk is evicted as a whole, so that a segment needs room for one more than its entries fill. */
    private static OHCache<String, Long> chunked(int capacity) {
        OHCacheBuilder<String, Long> builder = builder(capacity);
        // 0 stands for OHC's own choice, twice the processors.
        int segments = builder.getSegmentCount() > 0
                ? builder.getSegmentCount()
                : Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors());
        long bytes = (long) capacity * CHUNKED_BYTES;
        long share = bytes / segments / CHUNKS_PER_SEGMENT;
        int chunk = (int) Math.max(SMALLEST_CHUNK, Math.min(LARGEST_CHUNK, share));
        return builder.chunkSize(chunk)
                .fixedEntrySize(Short.BYTES + Keys.LENGTH, Long.BYTES)
                .capacity(bytes + 2L * segments * chunk)
                .build();
    }

    /** All keys have one length, so all entries take the same. */
    private static long bytesPerEntry(Keys keys) {
        int probes = Math.min(PROBES, keys.count());
        try (OHCache<String, Long> probe = builder(PROBES).capacity(1 << 24).build()) {
            for (int i = 0; i < probes; i++) {
                probe.put(keys.inserted(i), (long) i);
            }
            return (probe.capacity() - probe.freeCapacity()) / probes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OHCacheBuilder<String, Long> builder(int entries) {
        OHCacheBuilder<String, Long> builder = OHCacheBuilder.newBuilder();
        return builder.keySerializer(new StringSerializer())
                .valueSerializer(new LongSerializer())
                .hashTableSize(Integer.highestOneBit(Math.max(entries, 1024)) / 2);
    }

    @Override
    public long get(int key) {
        return get(lookup[key]);
    }

    @Override
    public long get(String path) {
        Long value = cache.get(path);
        return value == null ? ABSENT : value;
    }

    @Override
    public void put(int key) {
        put(inserted[key], valueOf(key));
    }

    @Override
    public void put(String path, long value) {
        cache.put(path, value);
    }

    @Override
    public long size() {
        return cache.size();
    }

    @Override
    public Bound bound() {
        return bound;
    }

    @Override
    public void close() {
        try {
            cache.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class StringSerializer implements CacheSerializer<String> {
        @Override
        public void serialize(String value, ByteBuffer to) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            to.putShort((short) bytes.length);
            to.put(bytes);
        }

        @Override
        public String deserialize(ByteBuffer from) {
            byte[] bytes = new byte[from.getShort()];
            from.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public int serializedSize(String value) {
            // The benchmark's keys are ASCII.
            return Short.BYTES + value.length();
        }
    }

    private static final class LongSerializer implements CacheSerializer<Long> {
        @Override
        public void serialize(Long value, ByteBuffer to) {
            to.putLong(value);
        }

        @Override
        public Long deserialize(ByteBuffer from) {
            return from.getLong();
        }

        @Override
        public int serializedSize(Long value) {
            return Long.BYTES;
        }
    }
}
