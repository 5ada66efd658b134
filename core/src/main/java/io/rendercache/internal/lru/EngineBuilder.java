package io.rendercache.internal.lru;

import io.rendercache.internal.file.RegionFile;
import io.rendercache.internal.layout.ClockDescriptor;
import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.IncompatibleFileException;
import io.rendercache.internal.memory.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Builds an engine. */
public final class EngineBuilder {
    private String name = "engine";
    private long outOfLineBytes;
    private int maxEntries = 1_000;
    private int maxKeyBytes = 256;
    private int maxValueBytes = 256;
    private int stripes;
    private long seed = new SecureRandom().nextLong();
    private long maxSegmentBytes = Region.DEFAULT_MAX_SEGMENT_BYTES;
    private boolean owners;
    private long firstNumber;
    private @Nullable StoredKeys storedKeys;
    private @Nullable IntConsumer ownerEvicted;

    EngineBuilder() {}

    /** Sets the name of the cache, for messages. */
    public EngineBuilder name(String cacheName) {
        this.name = cacheName;
        return this;
    }

    /** Sets how many bytes the values that the cache keeps out of line may have, which must fit in the machine too. */
    public EngineBuilder outOfLineBytes(long bytes) {
        this.outOfLineBytes = bytes;
        return this;
    }

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
    EngineBuilder seed(long number) {
        this.seed = number;
        return this;
    }

    /** Sets how keys are read from their bytes alone, so that a stripe can be rebuilt from its slots. */
    public EngineBuilder storedKeys(StoredKeys keys) {
        this.storedKeys = keys;
        return this;
    }

    /** Sets the number that the clock begins with, for tests near those at which its lower half wraps around. */
    EngineBuilder firstNumber(long number) {
        this.firstNumber = number;
        return this;
    }

    /** Sets the longest segment of slots, for tests of several. */
    EngineBuilder maxSegmentBytes(long bytes) {
        this.maxSegmentBytes = bytes;
        return this;
    }

    /**
     * Checks that the engine can fit in this machine, if that says how much it has.
     *
     * @param file the file it is to be mapped to, or {@code null}
     * @throws IllegalArgumentException if it cannot
     */
    public void requireCapacity(@Nullable Path file) {
        requireCapacity(Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, stripes, owners), file);
    }

    private void requireCapacity(Geometry geometry, @Nullable Path file) {
        CapacityCheck check = new CapacityCheck(name).inMemory("the index", geometry.indexBytes());
        long slotBytes = (long) geometry.maxEntries() * geometry.slotBytes();
        String slots = geometry.maxEntries() + " slots of " + geometry.slotBytes() + " bytes";
        if (file == null) {
            check.inMemory(slots, slotBytes).inMemory("values out of line", outOfLineBytes);
        } else {
            check.onDisk(slots, slotBytes).onDisk("values out of line", outOfLineBytes);
        }
        check.require(file);
    }

    /**
     * Allocates the memory.
     *
     * @throws IllegalArgumentException if the machine can never have so much
     */
    public Engine build() {
        Geometry geometry = Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, stripes, owners);
        requireCapacity(geometry, null);
        Region region =
                Region.anonymous(geometry.indexBytes(), geometry.slotBytes(), geometry.maxEntries(), maxSegmentBytes);
        return new Engine(geometry, seed, firstNumber, region, storedKeys, null, ownerEvicted);
    }

    /**
     * Opens or makes the file, and finds in it what is whole.
     *
     * @throws FileInUseException if it is open already
     * @throws IncompatibleFileException if it does not fit and is not to be set aside
     * @throws IllegalArgumentException if the machine can never have so much memory, or the file system so much space
     * @throws IOException if it cannot be made, read or mapped
     */
    public Engine open(FileMapping mapping) throws IOException {
        Geometry asked = Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, stripes, owners);
        requireCapacity(asked, mapping.file());
        RegionFile file = RegionFile.open(mapping.file(), inFile(asked, mapping), stripes == 0, mapping.recreate());
        boolean opened = false;
        try {
            FileGeometry found = file.geometry();
            Geometry geometry = Geometry.of(maxEntries, maxKeyBytes, maxValueBytes, found.stripes(), owners);
            Region region = Region.mapped(
                    file,
                    ClockDescriptor.LENGTH,
                    geometry.indexBytes(),
                    geometry.slotBytes(),
                    geometry.maxEntries(),
                    maxSegmentBytes);
            Engine.Mapped mapped = new Engine.Mapped(file, mapping);
            Engine engine = new Engine(geometry, file.seed(), 0, region, storedKeys, mapped, ownerEvicted);
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
                mapping.maxValueBytes(),
                mapping.maxBytes(),
                mapping.keys(),
                mapping.values());
    }
}
