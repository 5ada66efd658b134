package io.rendercache;

import io.rendercache.internal.jfr.CacheEvents;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of what happens in a cache: its listener, the one inside that is told of keys, and the flight recorder.
 *
 * @param cacheName what events call the cache by
 * @param reader how bytes become keys and values
 * @param announcements tells the listener, if there is one
 * @param keyListener told of keys only, in the thread that removes them; does not read the values
 * @param failures where goes what they throw
 */
record Audience<K, V>(
        String cacheName,
        Farewells.Reader<K, V> reader,
        @Nullable Announcements<K, V> announcements,
        @Nullable BiConsumer<? super K, RemovalCause> keyListener,
        ListenerFailures failures) {

    static <K, V> Audience<K, V> of(
            String cacheName,
            Farewells.Reader<K, V> reader,
            @Nullable CacheListener<? super K, ? super V> listener,
            @Nullable BiConsumer<? super K, RemovalCause> keyListener) {
        ListenerFailures failures = new ListenerFailures(cacheName);
        Announcements<K, V> announcements = listener == null ? null : new Announcements<>(listener, failures);
        return new Audience<>(cacheName, reader, announcements, keyListener, failures);
    }

    /** Returns what takes farewell of entries, if anybody wants to hear; {@code holdings} must, if there are some. */
    @Nullable
    Farewells<K, V> farewells(@Nullable Consumer<? super V> seen, @Nullable Holdings holdings) {
        boolean heard = announcements != null
                || keyListener != null
                || seen != null
                || holdings != null
                || CacheEvents.isEvictionEnabled();
        return heard ? new Farewells<>(this, seen, holdings) : null;
    }

    /** Begins a load or a write in this thread; what it causes is told when it ends. */
    Announcements.@Nullable Turn beginTurn() {
        return announcements == null ? null : announcements.begin();
    }

    /** Ends what this thread has begun. */
    void endTurn(Announcements.@Nullable Turn turn) {
        if (announcements != null) {
            announcements.end(turn);
        }
    }

    /**
     * Announces, within the load, that it has failed.
     *
     * @param keyBytes gives the key as its entry would have it
     */
    void loadFailed(K key, Supplier<byte[]> keyBytes, Throwable failure) {
        if (announcements == null) {
            return;
        }
        FailedLoad<K, V> notice = new FailedLoad<>(key, failure);
        try {
            announcements.announce(notice, reader.order(keyBytes.get()), 0);
        } catch (Throwable e) {
            // The caller is to get the loader's exception and no other.
            failures.log(notice.calling(), e);
            return;
        }
        announcements.deliver(notice.ready());
    }

    private static final class FailedLoad<K, V> extends Announcements.Notice<K, V> {
        private final K key;
        private final Throwable failure;

        FailedLoad(K key, Throwable failure) {
            this.key = key;
            this.failure = failure;
        }

        @Override
        void tell(CacheListener<? super K, ? super V> listener) {
            listener.onLoadFailure(key, failure);
        }

        @Override
        String calling() {
            return "onLoadFailure";
        }
    }
}
