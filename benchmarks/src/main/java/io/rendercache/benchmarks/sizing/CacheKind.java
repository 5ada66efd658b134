package io.rendercache.benchmarks.sizing;

import io.rendercache.BoundedLru;
import io.rendercache.CurationResultCache;
import io.rendercache.FrameDirCache;
import io.rendercache.ImageLabelCache;
import io.rendercache.codec.Codecs;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which cache is sized: its cap, and what it reserves outside the heap at other caps. */
enum CacheKind {
    FRAMES("the frame cache", FrameDirCache.DEFAULT_MAX_ENTRIES) {
        @Override
        long offHeapBytes(int capacity) {
            try (FrameDirCache cache =
                    FrameDirCache.builder().maxEntries(capacity).build()) {
                return cache.stats().offHeapBytes();
            }
        }
    },
    LABELS("the label cache", ImageLabelCache.DEFAULT_MAX_ENTRIES) {
        @Override
        long offHeapBytes(int capacity) {
            try (ImageLabelCache cache =
                    ImageLabelCache.builder().maxEntries(capacity).build()) {
                return cache.stats().offHeapBytes();
            }
        }
    },
    CURATION("the cache of curation results", CurationResultCache.DEFAULT_MAX_RESULTS) {
        @Override
        long offHeapBytes(int capacity) {
            try (CurationResultCache cache =
                    CurationResultCache.builder().maxResults(capacity).build()) {
                return cache.stats().offHeapBytes();
            }
        }
    },
    TRACE("a BoundedLru of long keys and values", FrameDirCache.DEFAULT_MAX_ENTRIES) {
        @Override
        long offHeapBytes(int capacity) {
            try (BoundedLru<Long, Long> cache = BoundedLru.builder(Codecs.int64(), Codecs.int64())
                    .maxEntries(capacity)
                    .build()) {
                return cache.stats().offHeapBytes();
            }
        }
    };

    private final String words;
    private final int cap;

    CacheKind(String words, int cap) {
        this.words = words;
        this.cap = cap;
    }

    /** Bytes that such a cache reserves at this capacity. */
    abstract long offHeapBytes(int capacity);

    /** What it is called in a sentence. */
    String words() {
        return words;
    }

    /** Its cap unless set otherwise. */
    int cap() {
        return cap;
    }

    /** The load of this name; empty for no such, {@link #TRACE} among them. */
    static Optional<CacheKind> load(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind != TRACE && kind.toString().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
