package io.rendercache.benchmarks.caches;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Keys as a render node has them: paths of 90 characters that differ early and late. Which objects are looked up with
 * is their {@link Kind}.
 */
public final class Keys {
    /** The length of every key; all are ASCII. */
    public static final int LENGTH = 90;

    /** Which object a key is asked for, and put, by. */
    public enum Kind {
        /** The object that was put, as a loop asks that keeps its keys. */
        SAME(Names.SAME),
        /** Another object, with bytes of its own, whose hash is computed already. */
        EQUAL(Names.EQUAL),
        /** Made anew for each call, with bytes of its own and its hash not computed. */
        FRESH(Names.FRESH);

        /** The names as constants, for {@code @Param}. */
        public static final class Names {
            /** {@link Kind#SAME}. */
            public static final String SAME = "same";
            /** {@link Kind#EQUAL}. */
            public static final String EQUAL = "equal";
            /** {@link Kind#FRESH}. */
            public static final String FRESH = "fresh";

            private Names() {}
        }

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** Returns the kind of this name, or refuses one that is unknown. */
        public static Kind named(String id) {
            for (Kind kind : values()) {
                if (kind.id.equals(id)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of keys is named '" + id + "'; take one of "
                    + Arrays.stream(values()).map(kind -> kind.id).collect(Collectors.joining(", ")));
        }
    }

    private final Kind kind;
    private final String[] inserted;
    private final String[] lookup;
    private final byte[][] bytes;

    /**
     * Builds {@code count} keys, and for the first {@code lookups} of them an {@link Kind#EQUAL} object to look up
     * with.
     */
    public Keys(int count, int lookups) {
        this(count, lookups, Kind.EQUAL);
    }

    /** Builds {@code count} keys, of which the first {@code lookups} can be looked up with objects of this kind. */
    public Keys(int count, int lookups, Kind kind) {
        this.kind = kind;
        inserted = build(count);
        lookup = kind == Kind.EQUAL ? build(lookups) : Arrays.copyOf(inserted, lookups);
        bytes = kind == Kind.FRESH ? bytes(inserted) : new byte[0][];
    }

    /** Returns which objects are looked up with. */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns a new object of the key, with bytes of its own and its hash not computed; only of {@link Kind#FRESH}
     * keys.
     */
    public String make(int key) {
        return new String(bytes[key], StandardCharsets.ISO_8859_1);
    }

    /** Returns how many keys there are. */
    public int count() {
        return inserted.length;
    }

    /**
     * From now on the key at {@code index} is inserted as a new object of the number {@code path}: a caller that makes
     * its keys as it goes, of which only the cache keeps any. An index belongs to one thread.
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

    private static byte[][] bytes(String[] keys) {
        byte[][] bytes = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            bytes[i] = keys[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        return bytes;
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
