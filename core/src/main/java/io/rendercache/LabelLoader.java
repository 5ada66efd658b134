package io.rendercache;

import java.util.Optional;

/** Finds the label of an image from the files themselves. */
@FunctionalInterface
public interface LabelLoader {
    /**
     * Returns the label of the row {@link LabelKey#sortedIndex} of the file {@link LabelKey#embeddingsPath}, and up to
     * {@link LabelKey#topK} less one alternates; empty if it has none: the row is out of range, or there is no
     * vocabulary.
     *
     * <p>It must read the files within the call and not use anything read before. It is called outside all locks, and
     * may use the cache, but not for the same key.
     *
     * @param key the image, with the stamps of the files before the call
     * @return the label, or empty; never {@code null}
     * @throws Exception if it fails; see {@link ImageLabelCache#label} for how it is passed on
     */
    Optional<ImageLabel> load(LabelKey key) throws Exception;
}
