package io.rendercache;

import io.rendercache.codec.Codecs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key of an {@link ImageLabelCache}'s entry: the image, and the state of the files that its label was made from.
 * After a change to a file, entries from before it are no longer found.
 *
 * @param embeddingsPath the path of the embeddings file, not empty; {@link ImageLabelCache#label} makes it absolute and
 *     normalises it lexically
 * @param sortedIndex the image's row in it, from 0
 * @param embeddings the stamp of that file
 * @param vocabulary the stamp of the file of the words to choose from
 * @param topK how many labels were asked for, including alternates, at least 1
 */
public record LabelKey(String embeddingsPath, int sortedIndex, FileStamp embeddings, FileStamp vocabulary, int topK) {
    /**
     * Checks the components.
     *
     * @param embeddingsPath not empty, and with a UTF-8 form
     * @param sortedIndex from 0
     * @param embeddings not {@code null}
     * @param vocabulary not {@code null}
     * @param topK at least 1
     * @throws IllegalArgumentException if the path is empty or has no UTF-8 form, or a number is out of range
     */
    public LabelKey {
        Objects.requireNonNull(embeddingsPath, "embeddingsPath");
        Objects.requireNonNull(embeddings, "embeddings");
        Objects.requireNonNull(vocabulary, "vocabulary");
        if (embeddingsPath.isEmpty()) {
            throw new IllegalArgumentException("embeddingsPath must not be empty");
        }
        Codecs.utf8().encodedLength(embeddingsPath);
        Checks.atLeast(0, sortedIndex, "sortedIndex");
        Checks.atLeast(1, topK, "topK");
    }

    // Written out, with hashCode and toString: those that Java 17 derives stay in a cache of the JDK, and keep this
    // class's loader.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelKey key
                && sortedIndex == key.sortedIndex
                && topK == key.topK
                && embeddingsPath.equals(key.embeddingsPath)
                && embeddings.equals(key.embeddings)
                && vocabulary.equals(key.vocabulary);
    }

    @Override
    public int hashCode() {
        int hash = embeddingsPath.hashCode() * 31 + sortedIndex;
        hash = hash * 31 + embeddings.hashCode();
        hash = hash * 31 + vocabulary.hashCode();
        return hash * 31 + topK;
    }

    @Override
    public String toString() {
        return "LabelKey[embeddingsPath=" + embeddingsPath + ", sortedIndex=" + sortedIndex + ", embeddings="
                + embeddings + ", vocabulary=" + vocabulary + ", topK=" + topK + "]";
    }
}
