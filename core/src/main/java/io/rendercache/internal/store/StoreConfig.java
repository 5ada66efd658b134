package io.rendercache.internal.store;

import io.rendercache.codec.Codec;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.internal.notify.NotificationTarget;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a store; immutable, and checked by its creator.
 *
 * @param name the cache's name in messages
 * @param keys codec of keys
 * @param values codec of values
 * @param limits its size limits
 * @param stripes how many stripes, 0 for the default
 * @param file the file it is kept in, or {@code null} for memory
 * @param isRecreated whether a file that does not fit is set aside; otherwise it is refused
 * @param target delivers notifications to the user's listener
 * @param keyObserver called with the key of each removed entry, by the thread that removes it
 * @param removalLock held while entries are removed and until the observer has been called, by many threads at once; no
 *     thread waits for room while holding it
 * @param outOfLineRemedy what to set so that no value is kept out of line, for messages
 * @param <K> keys
 * @param <V> values
 */
public record StoreConfig<K, V>(
        String name,
        Codec<K> keys,
        Codec<V> values,
        SizeLimits limits,
        int stripes,
        @Nullable Path file,
        boolean isRecreated,
        @Nullable NotificationTarget<K, V> target,
        @Nullable BiConsumer<? super K, RemovalReason> keyObserver,
        @Nullable Lock removalLock,
        String outOfLineRemedy) {}
