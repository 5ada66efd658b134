package io.rendercache.internal.marshal;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.internal.memory.Hashes;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.StringBytes;
import java.nio.charset.StandardCharsets;

/**
 * Strings as UTF-8, behind a constant prefix that identifies their owner.
 *
 * <p>The hash is mixed from {@link String#hashCode()}, which the string caches, so a lookup does not read the string
 * for it. An ASCII string, which is to say nearly every path, is compared and written straight from its own array; any
 * other is encoded into a buffer first. Its 32 bits can be made to collide; comparing the key's bytes and the stripe's
 * strong hash handle that.
 */
public final class StringSlotCodec implements KeySlotCodec<String> {
    private static final Codec<String> UTF_8 = Codecs.utf8();

    private final byte[] prefix;
    private final long prefixHash;

    /**
     * Creates a codec.
     *
     * @param prefix what precedes each string, a whole number of words of 8 bytes; not to be changed afterwards
     */
    public StringSlotCodec(byte[] prefix) {
        if (Memory.words(prefix.length) != prefix.length) {
            throw new IllegalArgumentException("prefix of " + prefix.length + " bytes is not whole words of 8");
        }
        this.prefix = prefix;
        this.prefixHash = prefix.length == 0 ? 0 : Hashes.of(prefix, 0, prefix.length, 0);
    }

    @Override
    public long hash(String text, long seed) {
        return Hashes.spread(text.hashCode() + prefixHash, seed);
    }

    @Override
    public long strongHash(String text, long seed) {
        PooledBuffer whole = PooledBuffer.borrow(length(text));
        try {
            System.arraycopy(prefix, 0, whole.bytes(), 0, prefix.length);
            UTF_8.encode(text, whole.bytes(), prefix.length);
            return Hashes.of(whole.bytes(), 0, whole.length(), seed);
        } finally {
            whole.release();
        }
    }

    @Override
    public long storedHash(byte[] key, int length, long seed) {
        return Hashes.spread(storedHashCode(key, prefix.length, length) + prefixHash, seed);
    }

    @Override
    public boolean matches(String text, long address, int length) {
        byte[] ascii = StringBytes.latin1(text);
        if (ascii != null) {
            if (ascii.length == length - prefix.length
                    && Memory.equal(prefix, 0, address, prefix.length)
                    && Memory.equalAscii(ascii, address + prefix.length)) {
                return true;
            }
            if (Memory.isAscii(ascii)) {
                return false;
            }
        }
        return matchesEncoded(text, address, length);
    }

    @Override
    public int length(String text) {
        byte[] ascii = StringBytes.latin1(text);
        return prefix.length + (ascii != null && Memory.isAscii(ascii) ? ascii.length : UTF_8.encodedLength(text));
    }

    @Override
    public int lengthAtMost(String text) {
        // A Latin-1 character takes at most two bytes, and always has an encoding.
        return StringBytes.latin1(text) == null
                ? length(text)
                : (int) Math.min(Integer.MAX_VALUE, prefix.length + 2L * text.length());
    }

    @Override
    public int write(String text, long address) {
        Memory.copyIn(prefix, 0, address, prefix.length);
        byte[] ascii = StringBytes.latin1(text);
        if (ascii != null && Memory.copyInAscii(ascii, address + prefix.length)) {
            return prefix.length + ascii.length;
        }
        PooledBuffer encoded = PooledBuffer.of(text, UTF_8);
        try {
            Memory.copyIn(encoded.bytes(), 0, address + prefix.length, encoded.length());
            return prefix.length + encoded.length();
        } finally {
            encoded.release();
        }
    }

    /** Returns the {@link String#hashCode()} of the string whose UTF-8 form this is. */
    private static int storedHashCode(byte[] key, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            if (key[i] < 0) {
                return new String(key, from, to - from, StandardCharsets.UTF_8).hashCode();
            }
            hash = 31 * hash + key[i];
        }
        return hash;
    }

    private boolean matchesEncoded(String text, long address, int length) {
        if (length < prefix.length || !Memory.equal(prefix, 0, address, prefix.length)) {
            return false;
        }
        PooledBuffer encoded = PooledBuffer.of(text, UTF_8);
        try {
            return encoded.equalTo(address + prefix.length, length - prefix.length);
        } finally {
            encoded.release();
        }
    }
}
