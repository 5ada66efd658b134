package io.rendercache.benchmarks.node;

import io.rendercache.ImageLabel;
import io.rendercache.LabelKey;
import io.rendercache.LabelLoader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Labels an image from the files themselves: reads the words and the image's row, and takes the words that fit best.
 */
final class Labeller implements LabelLoader {
    private final Path vocabulary;
    private final LongAdder loads = new LongAdder();

    Labeller(Path vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public Optional<ImageLabel> load(LabelKey key) throws IOException {
        return Optional.of(label(Path.of(key.embeddingsPath()), key.sortedIndex(), key.topK()));
    }

    /** Labels the image of this row. */
    ImageLabel label(Path embeddings, int row, int topK) throws IOException {
        loads.increment();
        List<String> words = Files.readAllLines(vocabulary);
        float[][] vectors = words.stream().map(Vectors::ofWord).toArray(float[][]::new);
        return Vectors.best(read(embeddings, row), words, vectors, topK);
    }

    /** How often it has read the files. */
    long loads() {
        return loads.sum();
    }

    private static float[] read(Path embeddings, int row) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Vectors.BYTES);
        try (FileChannel file = FileChannel.open(embeddings)) {
            long start = (long) row * Vectors.BYTES;
            while (bytes.hasRemaining()) {
                if (file.read(bytes, start + bytes.position()) < 0) {
                    throw new EOFException(embeddings + " has no row " + row);
                }
            }
        }
        float[] vector = new float[Vectors.DIMENSIONS];
        bytes.flip().asFloatBuffer().get(vector);
        return vector;
    }
}
