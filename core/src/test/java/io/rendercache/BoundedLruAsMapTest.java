package io.rendercache;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import io.rendercache.codec.Codecs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import junit.framework.Test;

/** Guava's own tests of what a {@link java.util.concurrent.ConcurrentMap} has to do, on the map view. */
public final class BoundedLruAsMapTest {
    private BoundedLruAsMapTest() {}

    /** Returns the suite; the runner finds this method by its name. */
    public static Test suite() {
        return ConcurrentMapTestSuiteBuilder.using(new Generator())
                .named("BoundedLru.asMap")
                .withFeatures(
                        CollectionSize.ANY, MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .createTestSuite();
    }

    /** Makes a cache for each test, and closes those that no test can still be using. */
    private static final class Generator extends TestStringMapGenerator {
        private static final int STILL_IN_USE = 16;

        private final Deque<BoundedLru<String, String>> caches = new ArrayDeque<>();

        @Override
        protected Map<String, String> create(Map.Entry<String, String>[] entries) {
            if (caches.size() == STILL_IN_USE) {
                caches.removeFirst().close();
            }
            BoundedLru<String, String> cache = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                    .maxEntries(64)
                    .build();
            caches.addLast(cache);
            for (Map.Entry<String, String> entry : entries) {
                cache.put(entry.getKey(), entry.getValue());
            }
            return cache.asMap();
        }
    }
}
