package io.rendercache;

import io.rendercache.internal.blob.LargeValues;
import io.rendercache.internal.file.Quarantine;
import io.rendercache.internal.layout.CompanionFiles;
import io.rendercache.internal.layout.IncompatibleFileException;
import io.rendercache.internal.lru.Engine;
import io.rendercache.internal.lru.EngineBuilder;
import io.rendercache.internal.lru.FileMapping;
import io.rendercache.internal.lru.HitCounter;
import io.rendercache.internal.marshal.CodecAdapter;
import io.rendercache.internal.marshal.LargeValueRefCodec;
import io.rendercache.internal.marshal.SlotCodec;
import io.rendercache.internal.marshal.ValueReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** From the description of a cache to its contents: memory, or files with what is whole in them. */
record CacheOpening<K, V>(
        String name,
        Limits limits,
        CodecAdapter<K, Object, Object> keys,
        CodecAdapter<V, Object, Object> values,
        SlotCodec<Object> valueForm,
        ValueReader<Object> reader,
        @Nullable CacheListener<? super K, ? super V> listener,
        @Nullable BiConsumer<? super K, RemovalCause> keyListener) {

    /** What is added to the name of a cache's file for that of its large values. */
    static final String LARGE_SUFFIX = CompanionFiles.LARGE;

    @SuppressWarnings("unchecked") // A carrier is only ever given back what it handed out.
    static <K, V> CacheOpening<K, V> of(BoundedLru.Builder<K, V> builder) {
        Limits limits = Limits.of(builder);
        CodecAdapter<K, Object, Object> keys = (CodecAdapter<K, Object, Object>) CodecAdapter.of(builder.keys);
        CodecAdapter<V, Object, Object> values = (CodecAdapter<V, Object, Object>) CodecAdapter.of(builder.values);
        SlotCodec<Object> form = values.valueForm();
        ValueReader<Object> reader = values.reader();
        if (limits.hasLarge()) {
            LargeValueRefCodec<Object, Object> either = new LargeValueRefCodec<>(form, reader);
            form = either;
            reader = either;
        }
        return new CacheOpening<>(
                builder.name, limits, keys, values, form, reader, builder.listener, builder.keyListener);
    }

    /** Opens the cache. */
    Contents<K, V> open(BoundedLru.Builder<K, V> builder, HitCounter tally) {
        EngineBuilder description = Engine.builder()
                .maxEntries(builder.maxEntries)
                .maxKeyBytes(limits.maxKeyBytes())
                .maxValueBytes(limits.inlineValueBytes())
                .stripes(builder.stripes);
        if (limits.hasLarge()) {
            LargeValues.requireFlags();
        }
        Path file = builder.file;
        Engine engine = file == null ? description.build() : CacheFile.open(description, mapping(builder, file));
        Holdings holdings = null;
        boolean opened = false;
        try {
            if (limits.hasBudget()) {
                LargeValues large = limits.hasLarge() ? large(builder, engine) : null;
                holdings = new Holdings(name, engine, limits.maxBytes(), large, builder.changing);
            }
            Contents<K, V> contents = new Contents<>(this, engine, holdings, tally);
            opened = true;
            return contents;
        } finally {
            if (!opened) {
                CacheFile.close(engine, holdings, name);
            }
        }
    }

    private FileMapping mapping(BoundedLru.Builder<K, V> builder, Path file) {
        return new FileMapping(
                file,
                builder.onIncompatible == OnIncompatible.RECREATE,
                builder.keys.id(),
                builder.values.id(),
                limits.maxValueBytes(),
                // Large values are given their room when their file is made; any other budget may change.
                limits.hasLarge() ? limits.maxBytes() : 0,
                keys.keyForm()::storedHash);
    }

    private LargeValues large(BoundedLru.Builder<K, V> builder, Engine engine) {
        Path file = builder.file;
        if (file == null) {
            return LargeValues.inMemory(limits.maxBytes(), builder.maxEntries);
        }
        Path largeFile = beside(file, LARGE_SUFFIX);
        return CacheFile.access(largeFile, "cannot be opened", () -> large(builder, largeFile, engine.setAside()));
    }

    /** Opens the file of large values; the one that belonged to a file set aside follows that. */
    private LargeValues large(BoundedLru.Builder<K, V> builder, Path largeFile, @Nullable Path setAside)
            throws IOException {
        if (setAside != null && Files.exists(largeFile, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(largeFile, beside(setAside, LARGE_SUFFIX));
        }
        try {
            return LargeValues.persistedTo(largeFile, limits.maxBytes(), builder.maxEntries);
        } catch (IncompatibleFileException e) {
            if (builder.onIncompatible != OnIncompatible.RECREATE
                    || !Files.isRegularFile(largeFile, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            Quarantine.move(largeFile);
            return LargeValues.persistedTo(largeFile, limits.maxBytes(), builder.maxEntries);
        }
    }

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
