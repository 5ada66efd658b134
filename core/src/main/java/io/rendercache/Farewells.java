package io.rendercache;

import io.rendercache.internal.engine.Departure;
import io.rendercache.internal.engine.Departures;
import io.rendercache.internal.engine.EntryBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Collects what one operation removes, as bytes, and tells the listener when the operation is over and holds no lock.
 * For one thread.
 */
final class Farewells<K, V> implements Departures {
    private record Farewell(byte[] key, byte[] value, Departure why) {}

    private static final System.Logger LOG = System.getLogger("io.rendercache");

    private final CacheListener<? super K, ? super V> listener;
    private final Function<byte[], K> keys;
    private final Function<byte[], V> values;
    private final List<Farewell> collected = new ArrayList<>(1);

    Farewells(CacheListener<? super K, ? super V> listener, Function<byte[], K> keys, Function<byte[], V> values) {
        this.listener = listener;
        this.keys = keys;
        this.values = values;
    }

    @Override
    public void take(EntryBytes entry, Departure why) {
        collected.add(new Farewell(entry.key(), entry.value(), why));
    }

    /** Tells the listener; whatever it throws is logged. */
    void tell() {
        for (Farewell farewell : collected) {
            try {
                listener.onRemoval(keys.apply(farewell.key), values.apply(farewell.value), causeOf(farewell.why));
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.WARNING, "a cache listener threw; the cache goes on", e);
            }
        }
        collected.clear();
    }

    private static RemovalCause causeOf(Departure why) {
        return switch (why) {
            case EVICTED -> RemovalCause.EVICTED;
            case EXPLICIT -> RemovalCause.EXPLICIT;
            case REPLACED -> RemovalCause.REPLACED;
            case CLEARED -> RemovalCause.CLEARED;
            case OWNER_CLEARED -> RemovalCause.JOB_CLOSED;
        };
    }
}
