package io.rendercache.internal.curation;

import io.rendercache.internal.concurrent.StackReserve;
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
            try {
                lock.unlock();
            } finally {
                leave();
            }
        }

        private void leave() {
            locks.computeIfPresent(key, (same, handle) -> --handle.users == 0 ? null : handle);
        }
    }

    /** Returns how many keys are locked or waited for, for tests. */
    int size() {
        return locks.size();
    }

    /** Locks a key until the handle is released, for which there is enough stack if there was when this was called. */
    Handle lock(String key) {
        StackReserve.require();
        Handle handle = locks.compute(key, (same, present) -> {
            Handle chosen = present == null ? new Handle(same) : present;
            chosen.users++;
            return chosen;
        });
        boolean locked = false;
        try {
            handle.lock.lock();
            locked = true;
        } finally {
            if (!locked) {
                handle.leave();
            }
        }
        return handle;
    }
}
