package io.rendercache;

import io.rendercache.internal.notify.CacheListeners;
import io.rendercache.testing.Threads;
import java.time.Duration;

/** Waits until a cache's listener has been notified of everything that has happened. */
final class Notifications {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Notifications() {}

    static void awaitDelivered(BoundedLru<?, ?> cache) {
        awaitDelivered(cache.store().listeners());
    }

    static void awaitDelivered(FrameDirCache cache) {
        awaitDelivered(cache.listeners());
    }

    private static void awaitDelivered(CacheListeners<?, ?> listeners) {
        Threads.await("notifications to be delivered", LIMIT, listeners::isIdle);
    }
}
