package io.rendercache.internal.notify;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs notifications that failed, in the listener or in the codec that decodes what it is called with: a cache's first
 * as a warning, later ones at debug level. Throws nothing itself.
 */
final class ListenerFailureLog {
    /** Loads the logger with the first thing to be logged; a cache whose listener behaves needs none. */
    private static final class Log {
        static final Logger LOGGER = LoggerFactory.getLogger("io.rendercache");
    }

    private final String cacheName;
    private final AtomicBoolean warned = new AtomicBoolean();

    ListenerFailureLog(String cacheName) {
        this.cacheName = cacheName;
    }

    /** Logs an exception; throws none, whatever becomes of the logger. */
    void log(String method, Throwable thrown) {
        try {
            if (warned.compareAndSet(false, true)) {
                Log.LOGGER.warn(
                        "cache {}: its listener, or a codec that decodes for it, threw in {}; the cache goes on, and what is"
                                + " thrown from now on is logged at debug level",
                        cacheName,
                        method,
                        thrown);
            } else {
                Log.LOGGER.debug(
                        "cache {}: its listener, or a codec that decodes for it, threw in {}",
                        cacheName,
                        method,
                        thrown);
            }
        } catch (Throwable e) {
            // A logger that fails or is missing must not keep notifications from being delivered.
        }
    }

    /** Logs that a cache was closed with notifications left. */
    void logUndelivered(long timeoutMillis) {
        try {
            Log.LOGGER.warn(
                    "cache {}: closed with notifications left, for its listener has not returned within {} ms; they are"
                            + " delivered when it does",
                    cacheName,
                    timeoutMillis);
        } catch (Throwable e) {
            // As above.
        }
    }
}
