package io.rendercache.codec;

/**
 * Turns objects into bytes and back.
 *
 * <p>A cache compares keys by their encoded bytes, and the map view also values: two objects are equal to it exactly if
 * their encodings are. A codec must therefore be deterministic, and injective for keys. It is called by any thread,
 * outside all locks of the cache, and decodes only bytes that one {@code encode} call wrote.
 *
 * @param <T> the type of the objects
 */
public interface Codec<T> {
    /**
     * {@return how many bytes {@link #encode} will write for this value}
     *
     * @param value the object to encode
     * @throws IllegalArgumentException if the value has no encoding
     */
    int encodedLength(T value);

    /**
     * Writes the value's encoding, exactly {@link #encodedLength} bytes, into {@code target} from {@code offset} on.
     *
     * <p>The cache checks the length: if this method writes past the declared end, or does not write the first or the
     * last byte, the operation fails with an {@link IllegalStateException} that names the codec and both lengths, and
     * nothing is stored. Other bytes that it does not write are zero. To detect that, the cache may encode a value more
     * than once. A codec that itself truncates an encoding because {@code target} ends is not detected: {@code target}
     * ends where the declared bytes end.
     *
     * @param value the object to encode
     * @param target the array to write to
     * @param offset the index in {@code target} of the first byte; often not 0
     * @throws IllegalArgumentException if the value has no encoding
     */
    void encode(T value, byte[] target, int offset);

    /**
     * {@return the value whose encoding is the {@code length} bytes of {@code source} from {@code offset} on} The array
     * belongs to the cache: bytes that outlive the call must be copied.
     *
     * @param source the array that contains the encoding, among other bytes
     * @param offset the index of its first byte
     * @param length the length of the encoding, 0 or more
     */
    T decode(byte[] source, int offset, int length);

    /**
     * {@return an id of the encoding, at most 120 bytes of UTF-8, which is recorded in a cache's file: a file written
     * with one id is refused by a cache with another} Change it when the encoding changes. The class's name unless
     * overridden.
     */
    default String id() {
        return getClass().getName();
    }
}
