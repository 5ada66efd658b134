package io.rendercache.benchmarks.caches;

/**
 * Keys as a render node has them: paths of 90 characters that differ early and late. The objects to look up with are
 * equal to those inserted, and share nothing with them.
 */
public final class Keys {
    /** The length of every key; all are ASCII. */
    public static final int LENGTH = 90;

    private final String[] inserted;
    private final String[] lookup;

    /** Builds {@code count} keys, and for the first {@code lookups} of them a second object to look up with. */
    public Keys(int count, int lookups) {
        inserted = build(count);
        lookup = build(lookups);
    }

    /** Returns how many keys there are. */
    public int count() {
        return inserted.length;
    }

    /**
     * From now on the key at {@code index} is inserted as a new object of the number {@code path}: a caller that makes its
     * keys as it goes, of which only the cache keeps any. An index belongs to one thread.
     */
    public void renew(int index, int path) {
        String key = path(path);
        key.hashCode();
        inserted[index] = key;
    }

    String inserted(int key) {
        return inserted[key];
    }

    String[] insertedKeys() {
        return inserted;
    }

    String[] lookupKeys() {
        return lookup;
    }

    private static String[] build(int count) {
        String[] keys = new String[count];
        for (int i = 0; i < count; i++) {
            keys[i] = path(i);
            // Strings keep their hash; all of them have it before anything is timed.
            keys[i].hashCode();
        }
        return keys;
    }

    /** Returns the key of this number; of {@link #LENGTH} characters, and a new object each time. */
    public static String path(int key) {
        StringBuilder path = new StringBuilder(LENGTH).append("/mnt/farm/projects/job_");
        digits(path, key % 9973, 5);
        path.append("/shots/sequence_");
        digits(path, key / 100 % 1000, 4);
        path.append("/shot_");
        digits(path, key % 7919, 5);
        path.append("/comp/frames/layer_");
        digits(path, key, LENGTH - path.length());
        return path.toString();
    }

    private static void digits(StringBuilder to, int number, int width) {
        String text = Integer.toString(number);
        for (int i = text.length(); i < width; i++) {
            to.append('0');
        }
        to.append(text);
    }
}
