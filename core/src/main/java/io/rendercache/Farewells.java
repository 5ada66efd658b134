package io.rendercache;

import io.rendercache.internal.jfr.CacheEvents;
import io.rendercache.internal.lru.EntryBytes;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.lru.RemovalSink;
import io.rendercache.spi.LargeValueRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one operation removes, as bytes, and announces it; when the operation holds no lock of the engine any more,
 * {@linkplain #settle gives back} what it had elsewhere and in the budget; and when it holds none at all, {@linkplain #tell
 * tells} who listens. For one thread.
 */
final class Farewells<K, V> implements RemovalSink {
    /** How the bytes of keys and values become objects again; a value that is kept elsewhere, and is lost, is none. */
    interface Reader<K, V> {
        K key(byte[] bytes);

        @Nullable
        V value(byte @Nullable [] inSlot, @Nullable LargeValueRef elsewhere);

        /** Returns what decides among which others a key is told in order: a number that is equal for equal keys. */
        default int order(byte[] keyBytes) {
            return Arrays.hashCode(keyBytes);
        }
    }

    private final Audience<K, V> audience;
    private final @Nullable Consumer<? super V> seen;
    private final @Nullable Holdings holdings;
    private final boolean recording = CacheEvents.isEvictionEnabled();
    private final ArrayList<Farewell<K, V>> collected = new ArrayList<>(1);
    private final List<byte[]> recorded = new ArrayList<>(0);
    private long lanes;

    /**
     * Starts a collection.
     *
     * @param seen told of a value that was removed by key or overwritten
     * @param holdings where what leaves is to be given back
     */
    Farewells(Audience<K, V> audience, @Nullable Consumer<? super V> seen, @Nullable Holdings holdings) {
        this.audience = audience;
        this.seen = seen;
        this.holdings = holdings;
    }

    @Override
    public void take(EntryBytes entry, RemovalReason why) {
        RemovalCause cause = causeOf(why);
        Announcements<K, V> announcements = cause == null ? null : audience.announcements();
        boolean evicted = recording && why == RemovalReason.EVICTED;
        boolean wantsValue = announcements != null || isSeen(why);
        boolean wantsKey = wantsValue || evicted || audience.keyListener() != null;
        if (!wantsKey && holdings == null) {
            return;
        }
        LargeValueRef elsewhere = entry.elsewhere();
        Farewell<K, V> farewell = new Farewell<>(
                audience.reader(),
                wantsKey ? entry.key() : null,
                wantsValue && elsewhere == null ? entry.value() : null,
                elsewhere,
                entry.keyLength() + entry.valueLength(),
                why);
        // Nothing may fail between the announcement and its place in the list, from which it is made ready.
        collected.ensureCapacity(collected.size() + 1);
        if (announcements != null && farewell.key != null) {
            announcements.announce(farewell, audience.reader().order(farewell.key), farewell.bytes);
            farewell.announced = true;
        }
        collected.add(farewell);
    }

    /** {@linkplain #settle Settles} and {@linkplain #tell tells}. */
    void finish() {
        try {
            settle();
        } finally {
            tell();
        }
    }

    /**
     * Gives back, makes ready to be told, and tells the listener of keys. May be called again for what is collected
     * afterwards. A value that cannot be read is thrown for, but only after all has been given back.
     */
    void settle() {
        Throwable failure = null;
        for (int i = 0; i < collected.size(); i++) {
            try {
                settle(collected.get(i));
            } catch (RuntimeException | Error e) {
                failure = failure == null ? e : failure;
            }
        }
        collected.clear();
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    /** Tells the flight recorder and the listener what has been settled; whatever a listener throws is logged. */
    void tell() {
        try {
            recorded.forEach(this::record);
        } finally {
            recorded.clear();
            long ready = lanes;
            lanes = 0;
            Announcements<K, V> announcements = audience.announcements();
            if (announcements != null) {
                announcements.deliver(ready);
            }
        }
    }

    private void settle(Farewell<K, V> farewell) {
        V value = null;
        V shown = null;
        try {
            if (farewell.announced) {
                value = audience.reader().value(farewell.value, farewell.elsewhere);
            }
            if (isSeen(farewell.why)) {
                // Another object, of bytes of its own: the caller and the listener may both change theirs.
                byte[] inSlot = farewell.value;
                shown = audience.reader().value(inSlot == null ? null : inSlot.clone(), farewell.elsewhere);
            }
        } finally {
            lanes |= farewell.ready(value);
            if (holdings != null) {
                holdings.settle(farewell.bytes, farewell.elsewhere);
            }
        }
        if (shown != null && seen != null) {
            seen.accept(shown);
        }
        if (farewell.key != null) {
            tellOfKey(farewell.key, farewell.why);
        }
    }

    private void tellOfKey(byte[] key, RemovalReason why) {
        RemovalCause cause = causeOf(why);
        if (audience.keyListener() != null && cause != null) {
            try {
                audience.keyListener().accept(audience.reader().key(key), cause);
            } catch (Throwable e) {
                audience.failures().log("keyListener", e);
            }
        }
        if (recording && why == RemovalReason.EVICTED) {
            recorded.add(key);
        }
    }

    private void record(byte[] key) {
        Object named = key;
        try {
            named = audience.reader().key(key);
        } catch (RuntimeException | Error e) {
            // What its codec cannot read any more is shown by its bytes.
        }
        CacheEvents.evicted(audience.cacheName(), named);
    }

    private boolean isSeen(RemovalReason why) {
        return seen != null && (why == RemovalReason.REPLACED || why == RemovalReason.EXPLICIT);
    }

    private static @Nullable RemovalCause causeOf(RemovalReason why) {
        return switch (why) {
            case EVICTED -> RemovalCause.EVICTED;
            case EXPLICIT -> RemovalCause.EXPLICIT;
            case REPLACED -> RemovalCause.REPLACED;
            case CLEARED -> RemovalCause.CLEARED;
            case OWNER_CLEARED -> RemovalCause.JOB_CLOSED;
            case LOST -> null;
        };
    }

    /** One entry that leaves, and, if it was announced, the notice of it. */
    private static final class Farewell<K, V> extends Announcements.Notice<K, V> {
        private final Reader<K, V> reader;
        private final byte @Nullable [] key;
        private final @Nullable LargeValueRef elsewhere;
        private final long bytes;
        private final RemovalReason why;
        private byte @Nullable [] value;
        private @Nullable V told;
        private boolean announced;

        Farewell(
                Reader<K, V> reader,
                byte @Nullable [] key,
                byte @Nullable [] value,
                @Nullable LargeValueRef elsewhere,
                long bytes,
                RemovalReason why) {
            this.reader = reader;
            this.key = key;
            this.value = value;
            this.elsewhere = elsewhere;
            this.bytes = bytes;
            this.why = why;
        }

        /** Can be told from now on, if it has its value; returns the lane, 0 if it was not announced. */
        long ready(@Nullable V decoded) {
            value = null;
            told = decoded;
            if (!announced) {
                return 0;
            }
            return decoded == null ? withdraw() : ready();
        }

        @Override
        void tell(CacheListener<? super K, ? super V> listener) {
            listener.onRemoval(
                    reader.key(Objects.requireNonNull(key)),
                    Objects.requireNonNull(told),
                    Objects.requireNonNull(causeOf(why)));
        }

        @Override
        String calling() {
            return "onRemoval";
        }
    }
}
