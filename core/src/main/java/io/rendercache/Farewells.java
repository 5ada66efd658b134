package io.rendercache;

import io.rendercache.internal.engine.Departure;
import io.rendercache.internal.engine.Departures;
import io.rendercache.internal.engine.Elsewhere;
import io.rendercache.internal.engine.EntryBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one operation removes, as bytes, and when the operation holds no lock any more, gives back what it had
 * elsewhere and in the budget, and tells who listens. For one thread.
 */
final class Farewells<K, V> implements Departures {
    /** How the bytes of keys and values become objects again; a value that is kept elsewhere, and is lost, is none. */
    interface Reader<K, V> {
        K key(byte[] bytes);

        @Nullable
        V value(byte @Nullable [] inSlot, @Nullable Elsewhere elsewhere);
    }

    private record Farewell(
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable Elsewhere elsewhere,
            long bytes,
            Departure why) {}

    private static final System.Logger LOG = System.getLogger("io.rendercache");

    private final Reader<K, V> reader;
    private final @Nullable CacheListener<? super K, ? super V> listener;
    private final @Nullable BiConsumer<? super K, RemovalCause> keyListener;
    private final @Nullable Consumer<? super V> seen;
    private final @Nullable Holdings holdings;
    private final List<Farewell> collected = new ArrayList<>(1);

    /**
     * Starts a collection.
     *
     * @param listener told of keys and values
     * @param keyListener told of keys only, which does not read the values
     * @param seen told of a value that was removed by key or overwritten
     * @param holdings where what leaves is to be given back
     */
    Farewells(
            Reader<K, V> reader,
            @Nullable CacheListener<? super K, ? super V> listener,
            @Nullable BiConsumer<? super K, RemovalCause> keyListener,
            @Nullable Consumer<? super V> seen,
            @Nullable Holdings holdings) {
        this.reader = reader;
        this.listener = listener;
        this.keyListener = keyListener;
        this.seen = seen;
        this.holdings = holdings;
    }

    @Override
    public void take(EntryBytes entry, Departure why) {
        Elsewhere elsewhere = entry.elsewhere();
        boolean wantsValue = listener != null || isSeen(why);
        collected.add(new Farewell(
                wantsValue || keyListener != null ? entry.key() : null,
                wantsValue && elsewhere == null ? entry.value() : null,
                elsewhere,
                entry.keyLength() + entry.valueLength(),
                why));
    }

    /**
     * Gives back and tells; whatever a listener throws is logged. May be called again for what is collected afterwards. A
     * value that cannot be read is thrown for, but only after all has been given back.
     */
    void finish() {
        Throwable failure = null;
        for (Farewell farewell : collected) {
            try {
                finish(farewell);
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

    private void finish(Farewell farewell) {
        V value = null;
        try {
            if (listener != null || isSeen(farewell.why)) {
                value = reader.value(farewell.value, farewell.elsewhere);
            }
        } finally {
            if (holdings != null) {
                holdings.settle(farewell.bytes, farewell.elsewhere);
            }
        }
        if (value != null && seen != null && isSeen(farewell.why)) {
            seen.accept(value);
        }
        tell(farewell, value);
    }

    private void tell(Farewell farewell, @Nullable V value) {
        RemovalCause cause = causeOf(farewell.why);
        if (farewell.key == null || cause == null) {
            return;
        }
        try {
            if (keyListener != null) {
                keyListener.accept(reader.key(farewell.key), cause);
            }
            if (listener != null && value != null) {
                listener.onRemoval(reader.key(farewell.key), value, cause);
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.WARNING, "a cache listener threw; the cache goes on", e);
        }
    }

    private boolean isSeen(Departure why) {
        return seen != null && (why == Departure.REPLACED || why == Departure.EXPLICIT);
    }

    private static @Nullable RemovalCause causeOf(Departure why) {
        return switch (why) {
            case EVICTED -> RemovalCause.EVICTED;
            case EXPLICIT -> RemovalCause.EXPLICIT;
            case REPLACED -> RemovalCause.REPLACED;
            case CLEARED -> RemovalCause.CLEARED;
            case OWNER_CLEARED -> RemovalCause.JOB_CLOSED;
            case LOST -> null;
        };
    }
}
