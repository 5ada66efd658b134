package io.rendercache.benchmarks.caches;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;

/**
 * OHC. It is bounded in bytes, a share for each of its segments: what one entry takes is measured, and the capacity
 * set to that many entries.
 */
final class OhcCache implements CacheUnderTest {
    private static final int PROBES = 100;

    private final OHCache<String, Long> cache;
    private final Bound bound;
    private final String[] inserted;
    private final String[] lookup;

    OhcCache(int capacity, Keys keys) {
        bound = Bound.within(capacity, 0.05);
        inserted = keys.insertedKeys();
        lookup = keys.lookupKeys();
        cache = build(capacity * bytesPerEntry(keys), capacity);
    }

    /** All keys have one length, so all entries take the same. */
    private static long bytesPerEntry(Keys keys) {
        int probes = Math.min(PROBES, keys.count());
        try (OHCache<String, Long> probe = build(1 << 24, PROBES)) {
            for (int i = 0; i < probes; i++) {
                probe.put(keys.inserted(i), (long) i);
            }
            return (probe.capacity() - probe.freeCapacity()) / probes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OHCache<String, Long> build(long bytes, int entries) {
        OHCacheBuilder<String, Long> builder = OHCacheBuilder.newBuilder();
        return builder.keySerializer(new StringSerializer())
                .valueSerializer(new LongSerializer())
                .hashTableSize(Integer.highestOneBit(Math.max(entries, 1024)) / 2)
                .capacity(bytes)
                .build();
    }

    @Override
    public long get(int key) {
        Long value = cache.get(lookup[key]);
        return value == null ? ABSENT : value;
    }

    @Override
    public void put(int key) {
        cache.put(inserted[key], valueOf(key));
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
