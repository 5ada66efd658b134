package io.rendercache;

import io.rendercache.codec.Codecs;
import java.util.Objects;

/**
 * The key of an {@link ImageLabelCache}'s entry: the image, and the state of the files that its label was made from. Thus
 * an entry from before a change to them is not wrong, but out of reach.
 *
 * @param embeddingsPath the path of the embeddings file, not empty; {@link ImageLabelCache#label} makes it absolute and
 *     normalises it lexically
 * @param sortedIndex the image's row in it, from 0
 * @param embeddings the stamp of that file
 * @param vocabulary the stamp of the file of the words to choose from
 * @param topK how many labels were asked for, alternates and all, at least 1
 */
public record LabelKey(String embeddingsPath, int sortedIndex, FileStamp embeddings, FileStamp vocabulary, int topK) {
    /**
     * Refuses what is none.
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
}
