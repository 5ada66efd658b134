package io.rendercache.internal.curation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each key that a thread holds or waits for; there are no more locks than such threads. */
final class KeyedLocks {
    private final ConcurrentMap<String, Handle> locks = new ConcurrentHashMap<>();

    /** One key's lock, with the number of threads that hold it or wait for it. */
    final class Handle {
        private final String key;
        private final ReentrantLock lock = new ReentrantLock();
        private int users;

        private Handle(String key) {
            this.key = key;
        }

        /** Unlocks the key. */
        void release() {
            lock.unlock();
            locks.computeIfPresent(key, (same, handle) -> --handle.users == 0 ? null : handle);
        }
    }

    /** Locks a key until the handle is released. */
    Handle lock(String key) {
        Handle handle = locks.compute(key, (same, present) -> {
            Handle chosen = present == null ? new Handle(same) : present;
            chosen.users++;
            return chosen;
        });
        handle.lock.lock();
        return handle;
    }
}
