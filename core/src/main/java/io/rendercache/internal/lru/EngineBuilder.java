package io.rendercache.internal.lru;

import io.rendercache.internal.file.RegionFile;
import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.IncompatibleFileException;
import io.rendercache.internal.memory.Region;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Builds an engine. */
public final class EngineBuilder {
    private int maxEntries = 1_000;
    private int maxKeyBytes = 256;
    private int maxValueBytes = 256;
    private int stripes;
    private long seed = new SecureRandom().nextLong();
    private long maxSegmentBytes = Region.DEFAULT_MAX_SEGMENT_BYTES;
    private boolean owners;
    private @Nullable IntConsumer ownerEvicted;

    EngineBuilder() {}

    /** Sets the number of slots. */
    public EngineBuilder maxEntries(int entries) {
        this.maxEntries = entries;
        return this;
    }

    /** Sets the longest key. */
    public EngineBuilder maxKeyBytes(int bytes) {
        this.maxKeyBytes = bytes;
        return this;
    }

    /** Sets the longest value. */
    public EngineBuilder maxValueBytes(int bytes) {
        this.maxValueBytes = bytes;
        return this;
    }

    /** Sets the number of stripes, rounded up to a power of two; 0 to have it chosen. */
    public EngineBuilder stripes(int count) {
        this.stripes = count;
        return this;
    }

    /**
     * Enables owners of entries; {@code evicted} is called with the owner's number whenever one of its entries is
     * evicted.
     */
    public EngineBuilder owners(IntConsumer evicted) {
        this.owners = true;
        this.ownerEvicted = evicted;
        return this;
    }

    /** Sets the seed of all hashes, for tests that must repeat. */
    public EngineBuilder seed(long number) {
        this.seed = number;
        return this;
    }

    /** Sets the longest segment of slots, for tests of several. */
    public EngineBuilder maxSegmentBytes(long bytes) {
        this.maxSegmentBytes = bytes;
        return this;
    }

    /** Allocates the memory. */
    public Engine build() {
        Geometry geometry = Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, stripes, owners);
        Region region =
                Region.anonymous(geometry.indexBytes(), geometry.slotBytes(), geometry.maxEntries(), maxSegmentBytes);
        return new Engine(geometry, seed, region, null, ownerEvicted);
    }

    /**
     * Opens or makes the file, and finds in it what is whole.
     *
     * @throws FileInUseException if it is open already
     * @throws IncompatibleFileException if it does not fit and is not to be set aside
     * @throws IOException if it cannot be made, read or mapped
     */
    public Engine open(FileMapping mapping) throws IOException {
        Geometry asked = Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, stripes, owners);
        RegionFile file = RegionFile.open(mapping.file(), inFile(asked, mapping), stripes == 0, mapping.recreate());
        boolean opened = false;
        try {
            FileGeometry found = file.geometry();
            Geometry geometry = Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, found.stripes(), owners);
            if (geometry.ringPerStripe() != found.ringBuckets()) {
                throw new IncompatibleFileException("cache file " + file.path() + " has " + found.ringBuckets()
                        + " ring buckets a stripe, this version makes " + geometry.ringPerStripe()
                        + "; move it away");
            }
            Region region = Region.mapped(
                    file,
                    found.orderBytes(),
                    geometry.indexBytes(),
                    geometry.slotBytes(),
                    geometry.maxEntries(),
                    maxSegmentBytes);
            Engine.Mapped mapped = new Engine.Mapped(file, mapping, new WriterBarrier());
            Engine engine = new Engine(geometry, file.seed(), region, mapped, ownerEvicted);
            opened = true;
            return engine;
        } finally {
            if (!opened) {
                file.close(false);
            }
        }
    }

    /** Returns what the file of such a cache must agree with. */
    private static FileGeometry inFile(Geometry geometry, FileMapping mapping) {
        return new FileGeometry(
                geometry.maxEntries(),
                geometry.maxKeyBytes(),
                geometry.maxValueBytes(),
                geometry.slotBytes(),
                geometry.stripes(),
                geometry.ringPerStripe(),
                mapping.maxValueBytes(),
                mapping.maxBytes(),
                mapping.keys(),
                mapping.values());
    }
}
