package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.codec.Codec;
import io.rendercache.testing.Keys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes in comes out; what is no encoding is refused, and nothing has two. */
class LabelCodecsTest {
    private static final long SEED = 20_261_121;
    private static final long[] CORNERS = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0x0102030405060708L};

    private final Codec<LabelKey> keys = new LabelKeyCodec();
    private final Codec<ImageLabel> labels = new ImageLabelCodec();

    @Test
    void shouldLayKeysOutAsDrawn() {
        LabelKey key = new LabelKey("/\u00e9", 7, new FileStamp(1, 2, 3), new FileStamp(4, 5, 6), 9);

        byte[] expected = ByteBuffer.allocate(59)
                .putInt(7)
                .putInt(9)
                .putLong(1)
                .putLong(2)
                .putLong(3)
                .putLong(4)
                .putLong(5)
                .putLong(6)
                .put(new byte[] {'/', (byte) 0xc3, (byte) 0xa9})
                .array();
        assertArrayEquals(expected, encoded(keys, key));
        assertEquals("label-key/1", keys.id());
    }

    @Test
    void shouldLayLabelsOutAsDrawn() {
        ImageLabel label = new ImageLabel("dog", List.of("", "\u00e9"), 0.5);

        byte[] expected = ByteBuffer.allocate(29)
                .putDouble(0.5)
                .putInt(3)
                .put(new byte[] {'d', 'o', 'g'})
                .putInt(2)
                .putInt(0)
                .putInt(2)
                .put(new byte[] {(byte) 0xc3, (byte) 0xa9})
                .array();
        assertArrayEquals(expected, encoded(labels, label));
        assertEquals("image-label/1", labels.id());
    }

    @Test
    void shouldReturnWhatWentIn() {
        Random random = new Random(SEED);
        for (int round = 0; round < 5_000; round++) {
            LabelKey key = randomKey(random);
            ImageLabel label = randomLabel(random);
            int shift = random.nextInt(9);

            assertEquals(key, decodedFrom(keys, encoded(keys, key), shift), () -> "seed " + SEED);
            assertEquals(label, decodedFrom(labels, encoded(labels, label), shift), () -> "seed " + SEED);
        }
    }

    @Test
    void shouldKeepKeysApartThatDifferInOneField() {
        FileStamp a = new FileStamp(1, 2, 3);
        FileStamp b = new FileStamp(1, 2, 4);
        List<LabelKey> different = List.of(
                new LabelKey("/a", 1, a, b, 1),
                new LabelKey("/a", 1, b, a, 1),
                new LabelKey("/a", 1, a, a, 1),
                new LabelKey("/a", 1, b, b, 1),
                new LabelKey("/a", 1, a, b, 2),
                new LabelKey("/a", 2, a, b, 1),
                new LabelKey("/b", 1, a, b, 1),
                new LabelKey("/a\0", 1, a, b, 1),
                new LabelKey("/a", 1, FileStamp.ABSENT, b, 1),
                new LabelKey("/a", 1, new FileStamp(0, 0, 0), b, 1),
                new LabelKey("/a", 1, new FileStamp(2, 1, 3), b, 1));

        long bytes = different.stream()
                .map(key -> HexFormat.of().formatHex(encoded(keys, key)))
                .distinct()
                .count();

        assertEquals(different.size(), bytes);
    }

    @Test
    void shouldRefuseWhatIsNoEncodingOrGiveItBackUnchanged() {
        Random random = new Random(SEED);
        for (int round = 0; round < 30_000; round++) {
            requireOneForm(keys, mutated(encoded(keys, randomKey(random)), random));
            requireOneForm(labels, mutated(encoded(labels, randomLabel(random)), random));
        }
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] label = encoded(labels, new ImageLabel("dog", List.of("wolf", "fox"), 0.5));
        byte[] key = encoded(keys, new LabelKey("/", 1, FileStamp.ABSENT, FileStamp.ABSENT, 1));

        for (int length = 0; length < label.length; length++) {
            byte[] part = Arrays.copyOf(label, length);
            assertThrows(IllegalStateException.class, () -> labels.decode(part, 0, part.length), "length " + length);
        }
        for (int length = 0; length < key.length; length++) {
            byte[] part = Arrays.copyOf(key, length);
            assertThrows(IllegalStateException.class, () -> keys.decode(part, 0, part.length), "length " + length);
        }
    }

    @Test
    void shouldNotMakeRoomForNonsense() {
        byte[] hugeCount =
                ByteBuffer.allocate(20).putDouble(0).putInt(0).putInt(1_000_000).array();
        byte[] hugeText =
                ByteBuffer.allocate(20).putDouble(0).putInt(Integer.MAX_VALUE).array();
        byte[] negativeText = ByteBuffer.allocate(20).putDouble(0).putInt(-1).array();
        byte[] notANumber = ByteBuffer.allocate(16).putDouble(Double.NaN).array();
        byte[] notUtf8 =
                ByteBuffer.allocate(17).putDouble(0).putInt(1).put((byte) 0xff).array();

        IllegalStateException tooMany =
                assertThrows(IllegalStateException.class, () -> labels.decode(hugeCount, 0, hugeCount.length));
        assertEquals("not an image label: 1000000 alternates where 4 bytes are left", tooMany.getMessage());
        for (byte[] nonsense : List.of(hugeText, negativeText, notANumber, notUtf8)) {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> labels.decode(nonsense, 0, nonsense.length));
            assertTrue(refused.getMessage().startsWith("not an image label: "), refused.getMessage());
        }
    }

    private static <T> void requireOneForm(Codec<T> codec, byte[] bytes) {
        T decoded;
        try {
            decoded = codec.decode(bytes, 0, bytes.length);
        } catch (IllegalStateException e) {
            return;
        }
        assertArrayEquals(bytes, encoded(codec, decoded), () -> "seed " + SEED + ", " + decoded);
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutant = Arrays.copyOf(bytes, Math.max(0, bytes.length + Math.min(4, random.nextInt(12)) % 3 - 1));
        for (int changes = random.nextInt(4); changes > 0 && mutant.length > 0; changes--) {
            int at = random.nextInt(mutant.length);
            mutant[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (mutant[at] ^ 1 << random.nextInt(8));
        }
        return mutant;
    }

    /** Encodes in the midst of a larger array, and sees that nothing around is touched. */
    private static <T> byte[] encoded(Codec<T> codec, T object) {
        int length = codec.encodedLength(object);
        byte[] around = new byte[length + 8];
        Arrays.fill(around, (byte) 0x5a);
        codec.encode(object, around, 3);
        for (int i = 0; i < around.length; i++) {
            assertTrue(i >= 3 && i < 3 + length || around[i] == 0x5a, "byte " + (i - 3) + " of " + length);
        }
        return Arrays.copyOfRange(around, 3, 3 + length);
    }

    private static <T> T decodedFrom(Codec<T> codec, byte[] bytes, int shift) {
        byte[] around = new byte[bytes.length + shift + 8];
        Arrays.fill(around, (byte) 0x5a);
        System.arraycopy(bytes, 0, around, shift, bytes.length);
        return codec.decode(around, shift, bytes.length);
    }

    private static LabelKey randomKey(Random random) {
        return new LabelKey(
                '/' + text(random),
                random.nextInt() & Integer.MAX_VALUE,
                stamp(random),
                stamp(random),
                1 + random.nextInt(1 << random.nextInt(31)));
    }

    private static ImageLabel randomLabel(Random random) {
        List<String> alternates = new ArrayList<>();
        for (int left = random.nextInt(5); left > 0; left--) {
            alternates.add(text(random));
        }
        double score = random.nextInt(4) == 0 ? -0.0 : random.nextGaussian();
        return new ImageLabel(text(random), alternates, score);
    }

    private static FileStamp stamp(Random random) {
        return random.nextInt(4) == 0
                ? FileStamp.ABSENT
                : new FileStamp(number(random), number(random), number(random) & Long.MAX_VALUE);
    }

    private static long number(Random random) {
        return random.nextBoolean() ? random.nextLong() : CORNERS[random.nextInt(CORNERS.length)];
    }

    private static String text(Random random) {
        List<String> strings = Keys.nonAscii();
        return random.nextBoolean()
                ? strings.get(random.nextInt(strings.size()))
                : "\ufffd" + Integer.toHexString(random.nextInt());
    }
}
