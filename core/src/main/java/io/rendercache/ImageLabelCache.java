package io.rendercache;

import io.rendercache.internal.label.FileValidatedLoader;
import io.rendercache.internal.label.FileValidatedLoader.KeyedFile;
import io.rendercache.internal.layout.ImageLabelDescriptor;
import io.rendercache.internal.layout.LabelKeyDescriptor;
import io.rendercache.internal.load.LoadInterruptedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches the labels of images as long as the files that they were made from do not change.
 *
 * <pre>{@code
 * try (ImageLabelCache cache = ImageLabelCache.builder().mappedTo(labelsFile).build()) {
 *     Optional<ImageLabel> label = cache.label(embeddings, row, vocabulary, 3, key -> labeller.label(key));
 *     label.ifPresent(found -> show(found.label(), found.alternates()));
 * }
 * }</pre>
 *
 * <p>The key of an entry contains the stamps of both files, so an entry from before a re-index is never found after it;
 * it stays until newer ones evict it. Safe for any number of threads. After {@link #close} every method that reads or
 * writes entries throws {@link IllegalStateException}.
 */
public final class ImageLabelCache implements RenderCache {
    /** The default of {@link Builder#maxEntries}. */
    public static final int DEFAULT_MAX_ENTRIES = 1024;

    private final BoundedLru<LabelKey, ImageLabel> labels;
    private final FileValidatedLoader<LabelKey, ImageLabel> loader;

    private ImageLabelCache(Builder builder) {
        this.labels = builder.lru.build();
        this.loader = new FileValidatedLoader<>(labels.store(), builder.clockNanos);
    }

    /** {@return a cache of at most {@link #DEFAULT_MAX_ENTRIES} labels that is not mapped to a file} */
    public static ImageLabelCache create() {
        return builder().build();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the label of an image for the present state of the files, from the cache or from {@code loader}.
     *
     * <p>A hit reads the stamp of each file and looks up once. On a miss, at most one loader runs for a key at a time,
     * outside all locks, and other callers get its answer. An answer is cached only if it is certain to hold: both
     * files exist, neither has changed since the stamps were taken, and neither was changed within 2 s before the load
     * began or has a time in the future; {@link #notKept} counts the others. While a file is that young, a thread that
     * asks during a load does not share that load but the next. An empty answer is not cached either, nor one too large
     * for the cache.
     *
     * <p>The path is made absolute and normalised lexically: key, stamp and the argument of the loader all use that
     * path, and {@code a/x/..} is {@code a} even if {@code x} is a link to another directory. Of the vocabulary, the
     * key contains only the stamp and not the path.
     *
     * @param embeddings the embeddings file; the loader decides what to return if it does not exist
     * @param sortedIndex the image's row in it, from 0
     * @param vocabulary the file of the words to choose from; likewise
     * @param topK how many labels to ask for, including alternates, at least 1
     * @param loader finds the label if it is not cached
     * @return the label, or empty if the image has none
     * @throws IllegalArgumentException if a number is out of range, {@code embeddings} is not on the default file
     *     system, or its name cannot be expressed as text
     * @throws UncheckedIOException if a file's stamp cannot be read, or the loader threw an {@link java.io.IOException}
     * @throws java.util.concurrent.CompletionException if the loader threw another checked exception; the thread's
     *     interrupt status is set again if it was an {@link InterruptedException}. Unchecked exceptions of the loader
     *     are thrown as they are. Nothing is cached, and the waiting threads try in turn
     * @throws IllegalStateException if the loader asks for the label that it is loading
     * @throws CacheLoadingException if the thread is interrupted while it waits for the load of another thread; the
     *     interrupt status stays set. A loader must not wait for another thread that asks for the same label; see
     *     {@link BoundedLru#get(Object, Function)}
     */
    public Optional<ImageLabel> label(Path embeddings, int sortedIndex, Path vocabulary, int topK, LabelLoader loader) {
        Objects.requireNonNull(vocabulary, "vocabulary");
        Objects.requireNonNull(loader, "loader");
        Checks.atLeast(0, sortedIndex, "sortedIndex");
        Checks.atLeast(1, topK, "topK");
        // Absolute, for an entry outlives the process and its working directory.
        Path normal = Checks.onDefaultFileSystem(embeddings, "embeddings")
                .toAbsolutePath()
                .normalize();
        LabelKey key = new LabelKey(
                Checks.exactText(normal), sortedIndex, FileStamp.of(normal), FileStamp.of(vocabulary), topK);
        List<KeyedFile> files = List.of(
                new KeyedFile(normal, key.embeddings().state()),
                new KeyedFile(vocabulary, key.vocabulary().state()));
        try {
            return Optional.ofNullable(this.loader.load(key, files, asked -> ask(loader, asked)));
        } catch (LoadInterruptedException e) {
            throw new CacheLoadingException(e);
        }
    }

    private static @Nullable ImageLabel ask(LabelLoader loader, LabelKey key) {
        Optional<ImageLabel> answer;
        try {
            answer = loader.load(key);
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(failed(key, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(failed(key, e), e);
        } catch (Exception e) {
            throw new CompletionException(failed(key, e), e);
        }
        return Objects.requireNonNull(answer, "the label loader's answer; for no label it is Optional.empty()")
                .orElse(null);
    }

    private static String failed(LabelKey key, Exception e) {
        return "Cannot load the label of row " + key.sortedIndex() + " of " + key.embeddingsPath() + ": " + e;
    }

    /**
     * {@return the key's label, or {@code null} if the key is absent} Makes the entry the most recently used.
     *
     * @param key the image and the state of its files
     */
    public @Nullable ImageLabel get(LabelKey key) {
        return labels.get(key);
    }

    /**
     * Returns the key's label; if the key is absent, calls {@code loader} and caches its answer. The caller is
     * responsible for the key's stamps; see {@link BoundedLru#get(Object, Function)} for the rest.
     *
     * @param key the image and the state of its files
     * @param loader finds the label; {@code null} is returned and not cached
     * @return the label, or {@code null} if the loader returned {@code null}
     * @throws IllegalStateException if the loader asks for the label that it is loading
     * @throws CacheLoadingException if the thread is interrupted while it waits for the load of another thread
     */
    public @Nullable ImageLabel get(LabelKey key, Function<? super LabelKey, ? extends @Nullable ImageLabel> loader) {
        return labels.get(key, loader);
    }

    /**
     * Sets the key's label and makes its entry the most recently used. The caller is responsible for the key's stamps.
     *
     * @param key the image and the state of its files
     * @param label its label
     * @throws IllegalArgumentException if the key or the label is too large for the cache
     */
    public void put(LabelKey key, ImageLabel label) {
        labels.put(key, label);
    }

    /**
     * Removes the key's entry.
     *
     * @param key the image and the state of its files
     * @return whether there was one
     */
    public boolean remove(LabelKey key) {
        return labels.remove(key);
    }

    /** Removes all labels that are present now. */
    public void clear() {
        labels.clear();
    }

    /** {@return the number of labels held, at no instant more than {@link #maxEntries}} */
    @Override
    public long size() {
        return labels.size();
    }

    /** {@return the maximum number of labels} */
    public int maxEntries() {
        return labels.maxEntries();
    }

    /** {@return the cache's name} */
    @Override
    public String name() {
        return labels.name();
    }

    @Override
    public Set<CacheFeature> features() {
        return labels.features();
    }

    /** {@return the statistics of the cache} */
    @Override
    public CacheStats stats() {
        return labels.stats();
    }

    @Override
    public void countReloads() {
        labels.countReloads();
    }

    @Override
    public Registration onClose(Runnable action) {
        return labels.onClose(action);
    }

    @Override
    public boolean isClosed() {
        return labels.isClosed();
    }

    /**
     * {@return how many labels {@link #label} has returned and not cached because a file did not exist, changed during
     * the load or had changed shortly before} A few after each re-index are usual; a number that climbs with every call
     * means that a file is being written all the time or has a time in the future.
     */
    public long notKept() {
        return loader.notKept();
    }

    /** Forces all labels to the disk; see {@link BoundedLru#flush}. */
    public void flush() {
        labels.flush();
    }

    /** Closes the cache; see {@link BoundedLru#close}. Labels in a mapped file stay there. */
    @Override
    public void close() {
        labels.close();
    }

    @Override
    public String toString() {
        return "ImageLabelCache" + labels.toString().substring("BoundedLru".length());
    }

    /** Builds a cache; see {@link ImageLabelCache#builder}. */
    public static final class Builder {
        private static final int DEFAULT_MAX_KEY_BYTES = LabelKeyDescriptor.PATH + 1024;
        private static final int DEFAULT_MAX_VALUE_BYTES = 1024;
        private static final int MOST_VALUE_BYTES = 1 << 16;

        private final BoundedLru.Builder<LabelKey, ImageLabel> lru = BoundedLru.builder(
                        new LabelKeyCodec(), new ImageLabelCodec())
                .maxEntries(DEFAULT_MAX_ENTRIES)
                .maxKeyBytes(DEFAULT_MAX_KEY_BYTES)
                .maxValueBytes(DEFAULT_MAX_VALUE_BYTES)
                .name("image-labels");
        private LongSupplier clockNanos = () -> FileTime.from(Instant.now()).to(TimeUnit.NANOSECONDS);

        private Builder() {}

        /**
         * Sets the maximum number of labels, at least 1; {@link #DEFAULT_MAX_ENTRIES} unless set.
         *
         * @param entries how many
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxEntries(int entries) {
            lru.maxEntries(entries);
            return this;
        }

        /**
         * Sets the maximum length of a key in bytes, at least 57: 56 and those of the path in UTF-8; 1,080 unless set.
         * Every entry reserves that much. A label with a longer key is loaded each time, and counted as rejected.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxKeyBytes(int bytes) {
            lru.maxKeyBytes(Checks.atLeast(LabelKeyDescriptor.PATH + 1, bytes, "maxKeyBytes"));
            return this;
        }

        /**
         * Sets the maximum length of a label in bytes, 16 to 65,536: 16, those of its texts in UTF-8, and 4 for each
         * alternate; 1,024 unless set. Every entry reserves that much. A longer label is loaded each time, and counted
         * as rejected.
         *
         * @param bytes how many bytes
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder maxValueBytes(int bytes) {
            lru.maxValueBytes(
                    Checks.between(ImageLabelDescriptor.LEAST_BYTES, MOST_VALUE_BYTES, bytes, "maxValueBytes"));
            return this;
        }

        /**
         * Sets the number of independently locked parts that the cache is divided into; see {@link
         * BoundedLru.Builder#stripes}.
         *
         * @param count how many
         * @return this builder
         * @throws IllegalArgumentException if it is not from 1 to 4,096
         */
        public Builder stripes(int count) {
            lru.stripes(count);
            return this;
        }

        /**
         * Sets the name of the cache in messages and statistics.
         *
         * @param text the name
         * @return this builder
         */
        public Builder name(String text) {
            lru.name(text);
            return this;
        }

        /**
         * Keeps the labels in a file, so that they outlive the process; see {@link BoundedLru.Builder#mappedTo}.
         *
         * @param path the file; its folder must exist
         * @return this builder
         */
        public Builder mappedTo(Path path) {
            lru.mappedTo(path);
            return this;
        }

        /**
         * Sets what happens to a file that does not fit this cache; it is refused unless set otherwise.
         *
         * @param what whether to refuse the file, or to set it aside and start empty
         * @return this builder
         */
        public Builder onIncompatible(OnIncompatible what) {
            lru.onIncompatible(what);
            return this;
        }

        /**
         * Sets the listener that is notified of removals and of failed loads.
         *
         * @param heard the listener, which is called in a thread of the library; at most one, the last that is set
         * @return this builder
         */
        public Builder listener(CacheListener<? super LabelKey, ? super ImageLabel> heard) {
            lru.listener(heard);
            return this;
        }

        /** Sets the wall clock, in nanoseconds since the epoch; for tests, which do not wait. */
        Builder clock(LongSupplier nanosSinceEpoch) {
            this.clockNanos = nanosSinceEpoch;
            return this;
        }

        /**
         * Allocates the cache, about 2.2 KB a label unless set otherwise.
         *
         * @return the cache, which the caller closes
         * @throws IllegalStateException if the JVM lacks the flag {@code --add-opens
         *     java.base/jdk.internal.misc=ALL-UNNAMED}
         * @throws IllegalArgumentException if the cache needs more memory than the machine or its container has,
         *     including swap (known on Linux), or more disk than the file system has; nothing has been allocated then
         * @throws CacheFileInUseException if the file is already open
         * @throws IncompatibleCacheFileException if the file exists and does not fit, unless it is to be set aside
         * @throws UncheckedIOException if the file cannot be created or read
         */
        public ImageLabelCache build() {
            return new ImageLabelCache(this);
        }
    }
}
