package io.rendercache.internal.lru;

import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.memory.Hashes;
import io.rendercache.internal.memory.Memory;

/** Numbers for keys, with a hash that a test chooses; the strong hash is honest. */
final class HashedLongs implements KeySlotCodec<Long> {
    private static final int STRIPE_BITS = 12;

    private final LongSlotCodec honest = new LongSlotCodec();
    private final Hash hash;

    /** Hashes a key. */
    interface Hash {
        long of(long key, long seed);
    }

    HashedLongs(Hash hash) {
        this.hash = hash;
    }

    /** Returns a codec with so many different hashes. */
    static HashedLongs colliding(int hashes) {
        return new HashedLongs((key, seed) -> Hashes.spread(key % hashes, 0x1234_5678_9ABC_DEF0L));
    }

    /** Returns a codec of which the keys below a bound are all in stripe 0, with fair hashes otherwise. */
    static HashedLongs crowdingStripe0(long bound) {
        return new HashedLongs((key, seed) -> Hashes.spread(key, seed) >>> STRIPE_BITS << STRIPE_BITS
                | (key < bound ? 0 : key & (1L << STRIPE_BITS) - 1));
    }

    @Override
    public long hash(Long key, long seed) {
        return hash.of(key, seed);
    }

    @Override
    public long strongHash(Long key, long seed) {
        return honest.strongHash(key, seed);
    }

    @Override
    public long storedHash(byte[] key, int length, long seed) {
        return hash.of(Memory.wordAt(key, 0), seed);
    }

    @Override
    public boolean matches(Long key, long address, int length) {
        return honest.matches(key, address, length);
    }

    @Override
    public int length(Long key) {
        return honest.length(key);
    }

    @Override
    public int write(Long key, long address) {
        return honest.write(key, address);
    }
}
