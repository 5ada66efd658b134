package io.rendercache.benchmarks.gate;

import io.rendercache.BoundedLru;
import io.rendercache.FrameDir;
import io.rendercache.FrameDirCache;
import io.rendercache.JobScope;
import io.rendercache.benchmarks.caches.Keys;
import io.rendercache.codec.Codecs;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose allocations are counted. Answers are objects: what a cache boxes must reach the caller, or the compiler
 * removes the box in one run and not in the next.
 */
interface Subject extends AutoCloseable {
    /** Looks up a key that is held. */
    @Nullable
    Object hit(int key);

    @Override
    void close();

    /** One whose keys can also be missed and put. */
    interface Writable extends Subject {
        /** Looks up a key that is not held. */
        @Nullable
        Object miss(int key);

        /** Puts a key, held or not. */
        void put(int key);
    }

    /** {@code BoundedLru} from strings to longs. Stripes are set: unset, they follow the number of processors. */
    final class Strings implements Writable {
        /** Longs up to 127 are not allocated when they are boxed. */
        private static final long UNCACHED = 1_000;

        private final BoundedLru<String, Long> cache;
        private final String[] inserted;
        private final String[] lookup;
        private final String[] absent;
        private final Long[] values;

        Strings(int capacity, int keys) {
            cache = BoundedLru.builder(Codecs.utf8(), Codecs.int64())
                    .maxEntries(capacity)
                    .maxKeyBytes(Keys.LENGTH)
                    .maxValueBytes(Long.BYTES)
                    .stripes(Facts.STRIPES)
                    .build();
            inserted = Facts.paths(0, keys);
            lookup = Facts.paths(0, keys);
            absent = Facts.paths(keys, keys);
            values = new Long[keys];
            for (int key = 0; key < keys; key++) {
                values[key] = UNCACHED + key;
            }
        }

        @Override
        public @Nullable Object hit(int key) {
            return cache.get(lookup[key]);
        }

        @Override
        public @Nullable Object miss(int key) {
            return cache.get(absent[key]);
        }

        @Override
        public void put(int key) {
            cache.put(inserted[key], values[key]);
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    /**
     * {@code FrameDirCache}, by string or by prepared key. Its misses list directories: what that allocates is the
     * JDK's.
     */
    final class Directories implements Subject {
        private final FrameDirCache cache;
        private final JobScope job;
        private final String[] lookup;
        private final FrameDir[] prepared;
        private final boolean byKey;
        private long sum;

        Directories(int capacity, int keys, boolean byKey) {
            this.byKey = byKey;
            cache = FrameDirCache.builder()
                    .maxEntries(capacity)
                    .stripes(Facts.STRIPES)
                    .build();
            job = cache.openJob("gate");
            lookup = Facts.paths(0, keys);
            prepared = new FrameDir[keys];
            for (int key = 0; key < keys; key++) {
                prepared[key] = job.frameDir(lookup[key]);
                job.maxFrameIndex(lookup[key]);
            }
        }

        @Override
        public @Nullable Object hit(int key) {
            sum += byKey ? prepared[key].maxFrameIndex() : job.maxFrameIndex(lookup[key]);
            return null;
        }

        @Override
        public void close() {
            job.close();
            cache.close();
        }
    }
}
