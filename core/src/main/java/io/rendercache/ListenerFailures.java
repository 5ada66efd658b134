package io.rendercache;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a cache's listener throws: the first with a warning, what follows for those who debug. */
final class ListenerFailures {
    /** Loads the logger with the first thing to be logged; a cache whose listener behaves needs none. */
    private static final class Log {
        static final Logger LOGGER = LoggerFactory.getLogger("io.rendercache");
    }

    private final String cacheName;
    private final AtomicBoolean warned = new AtomicBoolean();

    ListenerFailures(String cacheName) {
        this.cacheName = cacheName;
    }

    /** Logs an exception; throws none, whatever becomes of the logger. */
    void log(String method, Throwable thrown) {
        try {
            if (warned.compareAndSet(false, true)) {
                Log.LOGGER.warn(
                        "cache {}: its listener threw in {}; the cache goes on, and what the listener throws from now on is"
                                + " logged at debug level",
                        cacheName,
                        method,
                        thrown);
            } else {
                Log.LOGGER.debug("cache {}: its listener threw in {}", cacheName, method, thrown);
            }
        } catch (Throwable e) {
            // The caller of the cache must not feel a logger that fails or is missing either; and where would one say
            // so?
        }
    }
}
