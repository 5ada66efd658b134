package io.rendercache.internal.notify;

import io.rendercache.codec.Codec;

/**
 * Decodes an entry from a copy of its bytes. Must not refer to the cache or its memory: a queue that outlives its cache
 * keeps it.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface EntryDecoder<K, V> {
    /** Returns the key whose encoding these bytes are. */
    K key(byte[] bytes, int offset, int length);

    /** Returns the value whose encoding these bytes are. */
    V value(byte[] bytes, int offset, int length);

    /** Returns a decoder for the keys and values of two codecs. */
    static <K, V> EntryDecoder<K, V> of(Codec<K> keys, Codec<V> values) {
        return new EntryDecoder<>() {
            @Override
            public K key(byte[] bytes, int offset, int length) {
                return keys.decode(bytes, offset, length);
            }

            @Override
            public V value(byte[] bytes, int offset, int length) {
                return values.decode(bytes, offset, length);
            }
        };
    }
}
