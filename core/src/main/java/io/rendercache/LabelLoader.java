package io.rendercache;

import java.util.Optional;

/** Finds the label of an image from the files themselves. */
@FunctionalInterface
public interface LabelLoader {
    /**
     * Returns the label of the row {@link LabelKey#sortedIndex} of the file {@link LabelKey#embeddingsPath}, and up to
     * {@link LabelKey#topK} less one alternates; empty if it has none: the row is out of range, or there is no vocabulary.
     *
     * <p>It must read the files within the call, not from something that was read before. It is called outside all locks, and may
     * use the cache, but not for the same key.
     *
     * @param key what is asked for, with the stamps that the files had
     * @return the label, or empty; never {@code null}
     * @throws Exception whatever went wrong; see {@link ImageLabelCache#label} for what becomes of it
     */
    Optional<ImageLabel> load(LabelKey key) throws Exception;
}
