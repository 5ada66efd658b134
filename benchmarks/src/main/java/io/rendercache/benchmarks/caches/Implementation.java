package io.rendercache.benchmarks.caches;

import java.util.Arrays;
import java.util.List;
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
    /** Caffeine, with its maintenance on the threads that use it. */
    CAFFEINE_SAME_THREAD(Names.CAFFEINE_SAME_THREAD, CAFFEINE),
    /** cache2k, on the heap. */
    CACHE2K(Names.CACHE2K),
    /** cache2k without statistics and with more concurrency, as in its own benchmarks. */
    CACHE2K_TUNED(Names.CACHE2K_TUNED, CACHE2K),
    /** OHC, off-heap. */
    OHC(Names.OHC),
    /** OHC, its keys hashed by CRC32C. */
    OHC_CRC32C(Names.OHC_CRC32C, OHC),
    /** OHC in chunks, for small entries. */
    OHC_CHUNKED(Names.OHC_CHUNKED, OHC),
    /** Ehcache's off-heap tier alone. */
    EHCACHE(Names.EHCACHE),
    /** Ehcache's off-heap tier with one on the heap before it. */
    EHCACHE_TIERED(Names.EHCACHE_TIERED, EHCACHE),
    /** Chronicle Map in memory, with a FIFO by hand. */
    CHRONICLE_MAP(Names.CHRONICLE_MAP),
    /** Chronicle Map, told that all keys have one length. */
    CHRONICLE_MAP_CONSTANT_SIZE(Names.CHRONICLE_MAP_CONSTANT_SIZE, CHRONICLE_MAP);

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
        /** {@link Implementation#CAFFEINE_SAME_THREAD}. */
        public static final String CAFFEINE_SAME_THREAD = "caffeine-same-thread";
        /** {@link Implementation#CACHE2K}. */
        public static final String CACHE2K = "cache2k";
        /** {@link Implementation#CACHE2K_TUNED}. */
        public static final String CACHE2K_TUNED = "cache2k-tuned";
        /** {@link Implementation#OHC}. */
        public static final String OHC = "ohc";
        /** {@link Implementation#OHC_CRC32C}. */
        public static final String OHC_CRC32C = "ohc-crc32c";
        /** {@link Implementation#OHC_CHUNKED}. */
        public static final String OHC_CHUNKED = "ohc-chunked";
        /** {@link Implementation#EHCACHE}. */
        public static final String EHCACHE = "ehcache";
        /** {@link Implementation#EHCACHE_TIERED}. */
        public static final String EHCACHE_TIERED = "ehcache-tiered";
        /** {@link Implementation#CHRONICLE_MAP}. */
        public static final String CHRONICLE_MAP = "chronicle-map";
        /** {@link Implementation#CHRONICLE_MAP_CONSTANT_SIZE}. */
        public static final String CHRONICLE_MAP_CONSTANT_SIZE = "chronicle-map-constant-size";

        private Names() {}
    }

    private final String id;
    private final Implementation peer;

    Implementation(String id) {
        this.id = id;
        peer = this;
    }

    Implementation(String id, Implementation peer) {
        this.id = id;
        this.peer = peer;
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

    /** Returns the cache that this is one way to set up: itself, where it is set up as its documentation recommends. */
    public Implementation peer() {
        return peer;
    }

    /**
     * Returns this cache and the other ways to set it up; what is measured against it is held against the best of them.
     */
    public List<Implementation> variants() {
        return Arrays.stream(values()).filter(other -> other.peer == this).toList();
    }

    /** Whether entries come only from listing a directory: then inserts and misses time the file system. */
    public boolean loadsFromDisk() {
        return this == FRAME_DIR || this == FRAME_DIR_KEY;
    }

    /**
     * Builds an empty cache of this capacity. Loads no class of the others, so that a fork has only the one it times.
     */
    public CacheUnderTest create(int capacity, Keys keys) {
        CacheUnderTest cache = build(capacity, keys);
        return keys.kind() == Keys.Kind.FRESH ? new MadeKeys(cache, keys) : cache;
    }

    private CacheUnderTest build(int capacity, Keys keys) {
        return switch (this) {
            case BOUNDED_LRU -> new BoundedLruCache(capacity, keys);
            case FRAME_DIR -> new FrameDirStringCache(capacity, keys);
            case FRAME_DIR_KEY -> new FrameDirKeyCache(capacity, keys);
            case LINKED_HASH_MAP -> new LinkedHashMapCache(capacity, keys);
            case CAFFEINE -> new CaffeineCache(capacity, keys, false);
            case CAFFEINE_SAME_THREAD -> new CaffeineCache(capacity, keys, true);
            case CACHE2K -> new Cache2kCache(capacity, keys, false);
            case CACHE2K_TUNED -> new Cache2kCache(capacity, keys, true);
            case OHC -> new OhcCache(capacity, keys, OhcCache.Variant.DEFAULT);
            case OHC_CRC32C -> new OhcCache(capacity, keys, OhcCache.Variant.CRC32C);
            case OHC_CHUNKED -> new OhcCache(capacity, keys, OhcCache.Variant.CHUNKED);
            case EHCACHE -> new EhcacheCache(capacity, keys, false);
            case EHCACHE_TIERED -> new EhcacheCache(capacity, keys, true);
            case CHRONICLE_MAP -> new ChronicleMapCache(capacity, keys, false);
            case CHRONICLE_MAP_CONSTANT_SIZE -> new ChronicleMapCache(capacity, keys, true);
        };
    }
}
