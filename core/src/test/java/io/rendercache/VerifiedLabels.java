package io.rendercache;

import io.rendercache.testing.SelfVerifying;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A numbered sequence of labels to put, each determined by its number, so that any process can tell a right one from a
 * torn, foreign or outdated one. The keys repeat, in an order that is determined too.
 */
final class VerifiedLabels {
    /** How many keys there are. */
    static final int KEYS = 400;

    private static final int MAX_CHARS = 160;

    private VerifiedLabels() {}

    /** Returns which key the label of this number is put for. */
    static int keyOf(int number) {
        long mixed = number * 0x9e3779b97f4a7c15L;
        return (int) Long.remainderUnsigned(mixed ^ mixed >>> 29, KEYS);
    }

    static LabelKey key(int index) {
        FileStamp stamp = new FileStamp(index * 1_000_003L, -index, index);
        String path = "/photos/album-" + index + "/" + "x".repeat(index % 90) + "/embeddings.bin";
        return new LabelKey(path, index, stamp, index % 3 == 0 ? FileStamp.ABSENT : stamp, 1 + index % 5);
    }

    /** Returns the label of this number, to be put for key {@link #keyOf}. */
    static ImageLabel label(int number) {
        String key = name(keyOf(number));
        List<String> alternates = new ArrayList<>();
        for (int i = 0; i < number % 4; i++) {
            alternates.add(SelfVerifying.text(key + " alternate " + i, number, MAX_CHARS));
        }
        return new ImageLabel(SelfVerifying.text(key, number, MAX_CHARS), alternates, number);
    }

    /** Returns the number of a label found for this key; fails if it is no label of it in every part. */
    static int check(int index, ImageLabel found) {
        int number = (int) found.score();
        if (found.score() != number || keyOf(number) != index || !label(number).equals(found)) {
            throw new AssertionError(
                    String.format(Locale.ROOT, "key %d has %s, which is no label of it", index, found));
        }
        return number;
    }

    private static String name(int index) {
        return "key " + index;
    }
}
