package io.rendercache.benchmarks.node;

import io.rendercache.ImageLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What words and images mean, as directions: a word's comes of its letters, an image's of a word near it, and noise.
 */
final class Vectors {
    static final int DIMENSIONS = 64;
    static final int BYTES = DIMENSIONS * Float.BYTES;

    private static final float NOISE = 0.6f;

    private Vectors() {}

    /** The word's own vector, always the same. */
    static float[] ofWord(String word) {
        long hash = 0;
        for (int i = 0; i < word.length(); i++) {
            hash = hash * 0x100000001b3L + word.charAt(i);
        }
        return drawn(new SplittableRandom(hash));
    }

    /** The image's vector in the generation of the index that this is. */
    static float[] ofImage(int row, int generation, float[][] words, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + generation * 1_000_003L + row);
        float[] near = words[random.nextInt(words.length)];
        float[] vector = drawn(random);
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = near[i] + NOISE * vector[i];
        }
        return vector;
    }

    /** The words whose vectors fit best, by their dot product with the image's; its score is the best one's. */
    static ImageLabel best(float[] image, List<String> words, float[][] vectors, int topK) {
        int[] best = new int[Math.min(topK, words.size())];
        double[] scores = new double[best.length];
        int found = 0;
        for (int word = 0; word < vectors.length; word++) {
            double score = dot(image, vectors[word]);
            int at = found;
            while (at > 0 && scores[at - 1] < score) {
                at--;
            }
            if (at < best.length) {
                found = Math.min(found + 1, best.length);
                System.arraycopy(best, at, best, at + 1, found - at - 1);
                System.arraycopy(scores, at, scores, at + 1, found - at - 1);
                best[at] = word;
                scores[at] = score;
            }
        }
        List<String> alternates = new ArrayList<>();
        for (int i = 1; i < found; i++) {
            alternates.add(words.get(best[i]));
        }
        return new ImageLabel(words.get(best[0]), alternates, scores[0]);
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    private static float[] drawn(SplittableRandom random) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextDouble(-1, 1);
        }
        return vector;
    }
}
