package io.rendercache.benchmarks.node;

import io.rendercache.ImageLabel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two real files, a vocabulary of words, one a line, and the embeddings of the images, one vector a row; and what the
 * right labels are, computed without them.
 *
 * <p>A re-index replaces the embeddings in one step. {@link #begun} goes up before it, {@link #finished} after it: who
 * reads {@code finished} before asking and {@code begun} after the answer knows which generations the answer may be of.
 * Safe for any number of threads; one of them may re-index.
 */
final class ImageIndex {
    private static final String[] SIZES = {"small", "tall", "wide", "round", "slender"};
    private static final String[] ADJECTIVES = {
        "red",
        "blue",
        "misty",
        "golden",
        "broken",
        "quiet",
        "giant",
        "frozen",
        "neon",
        "paper",
        "wooden",
        "distant",
        "crowded",
        "empty",
        "glass",
        "burning",
        "ancient",
        "floating",
        "striped",
        "velvet"
    };
    private static final String[] NOUNS = {
        "harbour", "lantern", "forest", "staircase", "violin", "bicycle", "lighthouse", "market", "owl", "bridge",
        "teapot", "glacier", "tower", "garden", "locomotive", "mirror", "sail", "orchard", "comet", "piano"
    };

    private final Path vocabulary;
    private final Path embeddings;
    private final List<String> words = new ArrayList<>();
    private final float[][] wordVectors;
    private final int images;
    private final int topK;
    private final long seed;
    private final List<@Nullable ImageLabel[]> right = new ArrayList<>();
    private volatile int begun;
    private volatile int finished;

    /** Makes both files in this folder. */
    ImageIndex(Path folder, int images, int topK, long seed) throws IOException {
        this.vocabulary = folder.resolve("vocabulary.txt");
        this.embeddings = folder.resolve("embeddings.f32");
        this.images = images;
        this.topK = topK;
        this.seed = seed;
        for (String size : SIZES) {
            for (String adjective : ADJECTIVES) {
                for (String noun : NOUNS) {
                    words.add(size + " " + adjective + " " + noun);
                }
            }
        }
        wordVectors = words.stream().map(Vectors::ofWord).toArray(float[][]::new);
        Files.write(vocabulary, words);
        replace(0);
    }

    Path vocabulary() {
        return vocabulary;
    }

    Path embeddings() {
        return embeddings;
    }

    int images() {
        return images;
    }

    int topK() {
        return topK;
    }

    /** The generation whose replacing has begun last. */
    int begun() {
        return begun;
    }

    /** The generation whose replacing has ended last: from now on nobody may see an older one. */
    int finished() {
        return finished;
    }

    /** Gives every image another vector. */
    void reindex() throws IOException {
        replace(begun + 1);
    }

    /** Whether this is the row's label in one of these generations. */
    boolean isRight(int row, ImageLabel label, int oldest, int newest) {
        for (int generation = newest; generation >= oldest; generation--) {
            if (label.equals(label(row, generation))) {
                return true;
            }
        }
        return false;
    }

    /** The row's label in this generation, computed on the heap. */
    ImageLabel label(int row, int generation) {
        @Nullable ImageLabel[] labels;
        synchronized (right) {
            while (right.size() <= generation) {
                right.add(new ImageLabel[images]);
            }
            labels = right.get(generation);
        }
        // Two threads may compute one label: it is the same.
        ImageLabel label = labels[row];
        if (label == null) {
            label = Vectors.best(Vectors.ofImage(row, generation, wordVectors, seed), words, wordVectors, topK);
            labels[row] = label;
        }
        return label;
    }

    private void replace(int generation) throws IOException {
        ByteBuffer rows = ByteBuffer.allocate(images * Vectors.BYTES);
        for (int row = 0; row < images; row++) {
            for (float each : Vectors.ofImage(row, generation, wordVectors, seed)) {
                rows.putFloat(each);
            }
        }
        Path written = embeddings.resolveSibling(embeddings.getFileName() + ".new");
        Files.write(written, rows.array());
        begun = generation;
        Files.move(written, embeddings, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        finished = generation;
    }
}
