package io.rendercache.internal.store;

import io.rendercache.internal.file.CacheFileException;
import io.rendercache.internal.file.Quarantine;
import io.rendercache.internal.layout.CompanionFiles;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.EngineBuilder;
import io.rendercache.internal.lru.FileMapping;
import io.rendercache.internal.marshal.KeySlotCodec;
import io.rendercache.spi.IncompatibleStoreFileException;
import io.rendercache.spi.LargeValueStore;
import io.rendercache.spi.LargeValueStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the parts of a store: the engine, in memory or in its file, and the store of values out of line. */
final class StoreFactory {
    private StoreFactory() {}

    /**
     * Returns the provider of values out of line, or {@code null} if the store needs none. To be called before anything
     * is allocated.
     *
     * @throws IllegalStateException if the module or a JVM flag is missing; the message says in one line what to add
     */
    static @Nullable LargeValueStoreProvider provider(StoreConfig<?, ?> config) {
        SizeLimits limits = config.limits();
        if (!limits.hasOutOfLine()) {
            return null;
        }
        return LargeValueProviders.require(
                config.name(),
                "values of up to " + limits.maxValueBytes() + " bytes, of which " + limits.inlineValueBytes()
                        + " fit a slot,",
                config.outOfLineRemedy());
    }

    /**
     * Checks that the store can fit in this machine.
     *
     * @throws IllegalArgumentException if it cannot; names the bytes needed, the largest part and what there is
     */
    static void requireCapacity(StoreConfig<?, ?> config) {
        describe(config).requireCapacity(config.file());
    }

    private static EngineBuilder describe(StoreConfig<?, ?> config) {
        SizeLimits limits = config.limits();
        return Engine.builder()
                .name(config.name())
                .maxEntries(limits.maxEntries())
                .maxKeyBytes(limits.maxKeyBytes())
                .maxValueBytes(limits.inlineValueBytes())
                .outOfLineBytes(limits.hasOutOfLine() ? limits.maxBytes() : 0)
                .stripes(config.stripes());
    }

    static Engine openEngine(StoreConfig<?, ?> config, KeySlotCodec<?> keyCodec) {
        SizeLimits limits = config.limits();
        EngineBuilder description = describe(config).storedKeys(keyCodec::storedHash);
        Path file = config.file();
        if (file == null) {
            return description.build();
        }
        FileMapping mapping = new FileMapping(
                file,
                config.isRecreated(),
                config.keys().id(),
                config.values().id(),
                limits.maxValueBytes(),
                // The room of values out of line is reserved when their file is created; any other budget may change.
                limits.hasOutOfLine() ? limits.maxBytes() : 0,
                keyCodec::storedHash);
        return CacheFileException.opening(file, () -> description.open(mapping));
    }

    static LargeValueStore openOutOfLine(StoreConfig<?, ?> config, Engine engine, LargeValueStoreProvider provider) {
        SizeLimits limits = config.limits();
        Path file = config.file();
        if (file == null) {
            return provider.openInMemory(limits.maxBytes(), limits.maxEntries());
        }
        Path largeFile = CompanionFiles.beside(file, CompanionFiles.LARGE);
        return CacheFileException.opening(
                largeFile, () -> openLargeFile(config, largeFile, engine.setAside(), provider));
    }

    /** Opens the file of values out of line; if the cache's file was set aside, its file of values is moved along. */
    private static LargeValueStore openLargeFile(
            StoreConfig<?, ?> config, Path largeFile, @Nullable Path setAside, LargeValueStoreProvider provider)
            throws IOException {
        SizeLimits limits = config.limits();
        if (setAside != null && Files.exists(largeFile, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(largeFile, CompanionFiles.beside(setAside, CompanionFiles.LARGE));
        }
        try {
            return provider.openPersisted(largeFile, limits.maxBytes(), limits.maxEntries());
        } catch (IncompatibleStoreFileException e) {
            if (!config.isRecreated() || !Files.isRegularFile(largeFile, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            Quarantine.move(largeFile);
            return provider.openPersisted(largeFile, limits.maxBytes(), limits.maxEntries());
        }
    }

    /** Returns the files that a store with this configuration maps. */
    static List<Path> files(StoreConfig<?, ?> config, boolean hasLargeFile) {
        Path file = config.file();
        if (file == null) {
            return List.of();
        }
        return hasLargeFile ? List.of(file, CompanionFiles.beside(file, CompanionFiles.LARGE)) : List.of(file);
    }
}
