package io.rendercache.benchmarks.caches;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The caches that can be compared, by the names that {@code -p impl=...} takes. */
public enum Implementation {
    /** {@code BoundedLru} with string keys. */
    BOUNDED_LRU(Names.BOUNDED_LRU),
    /** {@code FrameDirCache}, asked by string. */
    FRAME_DIR(Names.FRAME_DIR),
    /** {@code FrameDirCache}, asked by prepared key. */
    FRAME_DIR_KEY(Names.FRAME_DIR_KEY),
    /** A synchronized {@code LinkedHashMap} in access order: what the first users had. */
    LINKED_HASH_MAP(Names.LINKED_HASH_MAP),
    /** Caffeine, on the heap. */
    CAFFEINE(Names.CAFFEINE),
    /** cache2k, on the heap. */
    CACHE2K(Names.CACHE2K),
    /** OHC, off-heap. */
    OHC(Names.OHC),
    /** Ehcache's off-heap tier alone. */
    EHCACHE(Names.EHCACHE),
    /** Chronicle Map in memory, with a FIFO by hand. */
    CHRONICLE_MAP(Names.CHRONICLE_MAP);

    /** The names as constants, for {@code @Param}. */
    public static final class Names {
        /** {@link Implementation#BOUNDED_LRU}. */
        public static final String BOUNDED_LRU = "bounded-lru";
        /** {@link Implementation#FRAME_DIR}. */
        public static final String FRAME_DIR = "frame-dir";
        /** {@link Implementation#FRAME_DIR_KEY}. */
        public static final String FRAME_DIR_KEY = "frame-dir-key";
        /** {@link Implementation#LINKED_HASH_MAP}. */
        public static final String LINKED_HASH_MAP = "linked-hash-map";
        /** {@link Implementation#CAFFEINE}. */
        public static final String CAFFEINE = "caffeine";
        /** {@link Implementation#CACHE2K}. */
        public static final String CACHE2K = "cache2k";
        /** {@link Implementation#OHC}. */
        public static final String OHC = "ohc";
        /** {@link Implementation#EHCACHE}. */
        public static final String EHCACHE = "ehcache";
        /** {@link Implementation#CHRONICLE_MAP}. */
        public static final String CHRONICLE_MAP = "chronicle-map";

        private Names() {}
    }

    private final String id;

    Implementation(String id) {
        this.id = id;
    }

    /** Returns the implementation of this name, or refuses one that is unknown. */
    public static Implementation named(String id) {
        for (Implementation implementation : values()) {
            if (implementation.id.equals(id)) {
                return implementation;
            }
        }
        throw new IllegalArgumentException("no implementation is named '" + id + "'; take one of "
                + Arrays.stream(values()).map(Implementation::id).collect(Collectors.joining(", ")));
    }

    /** Returns the name. */
    public String id() {
        return id;
    }

    /** Whether entries come only from listing a directory: then inserts and misses time the file system. */
    public boolean loadsFromDisk() {
        return this == FRAME_DIR || this == FRAME_DIR_KEY;
    }

    /** Builds an empty cache of this capacity. Loads no class of the others, so that a fork has only the one it times. */
    public CacheUnderTest create(int capacity, Keys keys) {
        return switch (this) {
            case BOUNDED_LRU -> new BoundedLruCache(capacity, keys);
            case FRAME_DIR -> new FrameDirStringCache(capacity, keys);
            case FRAME_DIR_KEY -> new FrameDirKeyCache(capacity, keys);
            case LINKED_HASH_MAP -> new LinkedHashMapCache(capacity, keys);
            case CAFFEINE -> new CaffeineCache(capacity, keys);
            case CACHE2K -> new Cache2kCache(capacity, keys);
            case OHC -> new OhcCache(capacity, keys);
            case EHCACHE -> new EhcacheCache(capacity, keys);
            case CHRONICLE_MAP -> new ChronicleMapCache(capacity, keys);
        };
    }
}
