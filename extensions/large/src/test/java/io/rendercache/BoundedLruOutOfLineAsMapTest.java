package io.rendercache;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import junit.framework.Test;
import junit.framework.TestSuite;

/**
 * Guava's own tests of a {@link java.util.concurrent.ConcurrentMap}, on caches whose values are partly kept out of
 * line, and on files.
 */
public final class BoundedLruOutOfLineAsMapTest {
    private BoundedLruOutOfLineAsMapTest() {}

    /** Returns the suite; the runner finds this method by its name. */
    public static Test suite() {
        TestSuite suite = new TestSuite("BoundedLru.asMap");
        suite.addTest(suite("with large values and a budget", true, false));
        suite.addTest(suite("mapped", false, true));
        suite.addTest(suite("mapped with large values and a budget", true, true));
        return suite;
    }

    private static Test suite(String name, boolean large, boolean mapped) {
        return ConcurrentMapTestSuiteBuilder.using(new Generator(large, mapped))
                .named(name)
                .withFeatures(
                        CollectionSize.ANY, MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .createTestSuite();
    }

    /**
     * Gives the map a cache of its own if that lets it go again; else one that is cleared, for files are dear to make.
     */
    private static final class Generator extends TestStringMapGenerator {
        private static final int STILL_IN_USE = 16;

        private final boolean large;
        private final boolean mapped;
        private final Deque<BoundedLru<String, String>> caches = new ArrayDeque<>();

        Generator(boolean large, boolean mapped) {
            this.large = large;
            this.mapped = mapped;
        }

        @Override
        protected Map<String, String> create(Map.Entry<String, String>[] entries) {
            BoundedLru<String, String> cache = caches.size() == STILL_IN_USE ? caches.removeFirst() : open();
            cache.clear();
            caches.addLast(cache);
            for (Map.Entry<String, String> entry : entries) {
                cache.put(entry.getKey(), entry.getValue());
            }
            return cache.asMap();
        }

        private BoundedLru<String, String> open() {
            BoundedLru.Builder<String, String> builder = BoundedLru.builder(Codecs.utf8(), new WideCodec())
                    .maxEntries(64)
                    .maxValueBytes(10_000);
            if (large) {
                builder.inlineValueBytes(32).maxBytes(1 << 20);
            }
            if (mapped) {
                builder.mappedTo(newFile());
            }
            return builder.build();
        }

        private static Path newFile() {
            try {
                Path folder = Files.createTempDirectory("as-map");
                folder.toFile().deleteOnExit();
                Path file = folder.resolve("cache");
                // Last in, first out: the folder goes when it is empty.
                folder.resolve("cache.large").toFile().deleteOnExit();
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Writes texts twenty times over, so that the suite's short values are large, but for the shortest. */
    private static final class WideCodec implements Codec<String> {
        private static final int TIMES = 20;

        @Override
        public int encodedLength(String value) {
            return TIMES * Codecs.utf8().encodedLength(value);
        }

        @Override
        public void encode(String value, byte[] target, int offset) {
            int length = Codecs.utf8().encodedLength(value);
            for (int i = 0; i < TIMES; i++) {
                Codecs.utf8().encode(value, target, offset + i * length);
            }
        }

        @Override
        public String decode(byte[] source, int offset, int length) {
            return Codecs.utf8().decode(source, offset, length / TIMES);
        }
    }
}
