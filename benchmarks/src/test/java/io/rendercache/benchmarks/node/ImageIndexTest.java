package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.ImageLabel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIndexTest {
    private static final int IMAGES = 20;

    @TempDir
    Path folder;

    private ImageIndex index;

    @BeforeEach
    void makeFiles() throws IOException {
        index = new ImageIndex(folder, IMAGES, 3, 7);
    }

    @Test
    void shouldLabelFromTheFilesAsWithoutThem() throws IOException {
        Labeller labeller = new Labeller(index.vocabulary());

        for (int row = 0; row < IMAGES; row++) {
            assertEquals(index.label(row, 0), labeller.label(index.embeddings(), row, 3));
        }
        assertEquals(IMAGES, labeller.loads());
    }

    @Test
    void shouldGiveEachImageAnotherLabelWhenIndexedAnew() throws IOException {
        index.reindex();

        Labeller labeller = new Labeller(index.vocabulary());
        for (int row = 0; row < IMAGES; row++) {
            ImageLabel label = labeller.label(index.embeddings(), row, 3);
            assertTrue(index.isRight(row, label, 1, 1), label.toString());
            assertTrue(index.isRight(row, label, 0, 1), label.toString());
            assertFalse(index.isRight(row, label, 0, 0), label.toString());
        }
        assertEquals(1, index.begun());
        assertEquals(1, index.finished());
        assertEquals((long) IMAGES * Vectors.BYTES, Files.size(index.embeddings()));
    }

    @Test
    void shouldHaveNoRowBeyondTheLast() {
        Labeller labeller = new Labeller(index.vocabulary());

        EOFException failure = assertThrows(EOFException.class, () -> labeller.label(index.embeddings(), IMAGES, 3));

        assertTrue(failure.getMessage().endsWith(" has no row " + IMAGES), failure.getMessage());
    }

    @Test
    void shouldTakeTheWordsThatFitBestInOrder() throws IOException {
        List<String> words = Files.readAllLines(index.vocabulary());
        float[][] vectors = words.stream().map(Vectors::ofWord).toArray(float[][]::new);
        float[] image = Vectors.ofImage(5, 0, vectors, 7);

        ImageLabel label = Vectors.best(image, words, vectors, 4);

        List<String> sorted = IntStream.range(0, words.size())
                .boxed()
                .sorted(Comparator.comparingDouble(word -> -dot(image, vectors[word])))
                .limit(4)
                .map(words::get)
                .toList();
        assertEquals(sorted.get(0), label.label());
        assertEquals(sorted.subList(1, 4), label.alternates());
        assertEquals(dot(image, vectors[words.indexOf(label.label())]), label.score(), 1e-9);
    }

    @Test
    void shouldAnswerAllWordsWhereMoreAreAskedFor() {
        float[][] vectors = {Vectors.ofWord("one"), Vectors.ofWord("two")};

        ImageLabel label = Vectors.best(vectors[1], List.of("one", "two"), vectors, 5);

        assertEquals("two", label.label());
        assertEquals(List.of("one"), label.alternates());
    }

    private static double dot(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> (double) one[i] * other[i])
                .sum();
    }
}
