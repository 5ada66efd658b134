package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.spi.LargeValueStoreFullException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored is read again, whole or not at all, and nothing is left of what is given up. */
class ChronicleLargeValueStoreTest {
    private static final long MAX_BYTES = 32 << 20;
    private static final int MAX_ENTRIES = 64;
    private static final int P = PieceGeometry.of(MAX_BYTES, MAX_ENTRIES).pieceBytes();

    private final ChronicleLargeValueStore values = ChronicleLargeValueStore.inMemory(MAX_BYTES, MAX_ENTRIES);
    private final long free = values.freePieces();

    @AfterEach
    void close() {
        values.close();
    }

    static IntStream lengths() {
        return IntStream.of(0, 1, 127, 128, P - 1, P, P + 1, 2 * P - 1, 2 * P, 2 * P + 1, 1 << 20, 20 << 20);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void shouldReadWhatWasStored(int length) throws IOException {
        byte[] value = random(length);

        LargeValueRef reference = StoredValues.store(values, value);
        ByteArrayOutputStream streamed = new ByteArrayOutputStream();

        assertEquals(length, reference.length());
        assertArrayEquals(value, values.read(reference));
        assertTrue(values.writeTo(reference, streamed));
        assertArrayEquals(value, streamed.toByteArray());
        assertTrue(values.isWhole(reference));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void shouldLeaveNothingOfRemovedValue(int length) throws IOException {
        LargeValueRef reference = StoredValues.store(values, random(length));

        values.remove(reference);
        values.remove(reference);

        assertNull(values.read(reference));
        assertFalse(values.writeTo(reference, OutputStream.nullOutputStream()));
        assertFalse(values.isWhole(reference));
        assertEquals(free, values.freePieces());
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void shouldStoreStreamThatGivesLittleAtATime(int length) throws IOException {
        byte[] value = random(length);
        List<Long> asked = new ArrayList<>();
        InputStream drops = new ByteArrayInputStream(value) {
            @Override
            public synchronized int read(byte[] target, int at, int count) {
                return super.read(target, at, Math.min(count, 1000));
            }
        };

        LargeValueRef reference = StoredValues.store(values, drops, asked::add);

        assertArrayEquals(value, values.read(reference));
        assertEquals(length, asked.stream().mapToLong(bytes -> bytes).sum());
        assertEquals(Math.max(1, (length + P - 1) / P), asked.size());
    }

    @Test
    void shouldGiveTheSameReferenceHoweverTheBytesCome() throws IOException {
        byte[] value = random(3 * P + 5);

        LargeValueRef whole = StoredValues.store(values, value);
        LargeValueRef pieces;
        try (PieceWriter writer = values.writer(bytes -> {})) {
            writer.write(value, 0, 7);
            writer.write(value, 7, 2 * P);
            writer.write(value, 7 + 2 * P, value.length - 7 - 2 * P);
            pieces = writer.finish();
        }

        assertEquals(whole.checksum(), pieces.checksum());
        assertEquals(whole.length(), pieces.length());
        assertNotEquals(whole.id(), pieces.id());
        assertArrayEquals(value, values.read(pieces));
    }

    @Test
    void shouldRemoveWhatWasPutWhenReserveThrows() {
        RuntimeException refusal = new RuntimeException("no room");
        int[] asked = {0};

        RuntimeException thrown = assertThrows(
                RuntimeException.class,
                () -> StoredValues.store(values, new ByteArrayInputStream(random(10 * P)), bytes -> {
                    if (++asked[0] == 5) {
                        assertEquals(free - 4, values.freePieces());
                        throw refusal;
                    }
                }));

        assertSame(refusal, thrown);
        assertEquals(free, values.freePieces());
    }

    @Test
    void shouldRemoveWhatWasPutWhenStreamThrows() {
        InputStream broken = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given++ == 3 * P) {
                    throw new IOException("broken");
                }
                return 1;
            }
        };

        IOException thrown = assertThrows(IOException.class, () -> StoredValues.store(values, broken, bytes -> {}));

        assertEquals("broken", thrown.getMessage());
        assertEquals(free, values.freePieces());
    }

    @Test
    void shouldRemoveWhatWasPutWhenGivenUp() {
        PieceWriter writer = values.writer(bytes -> {});
        writer.write(random(3 * P + 1), 0, 3 * P + 1);
        long whileWriting = values.freePieces();

        writer.abort();
        writer.abort();

        assertEquals(free - 3, whileWriting);
        assertEquals(free, values.freePieces());
        assertThrows(IllegalStateException.class, () -> writer.write(new byte[1], 0, 1));
        assertThrows(IllegalStateException.class, writer::finish);
    }

    @Test
    void shouldRefuseLongerThanTheLongest() throws IOException {
        try (ChronicleLargeValueStore roomy = ChronicleLargeValueStore.inMemory(1L << 30, 4)) {
            long before = roomy.freePieces();
            InputStream endless = new InputStream() {
                @Override
                public int read() {
                    return 0;
                }

                @Override
                public int read(byte[] target, int at, int count) {
                    return count;
                }
            };

            IllegalArgumentException thrown =
                    assertThrows(IllegalArgumentException.class, () -> StoredValues.store(roomy, endless, bytes -> {}));

            assertTrue(thrown.getMessage().contains("" + ChronicleLargeValueStore.MAX_VALUE_BYTES), thrown::getMessage);
            assertEquals(before, roomy.freePieces());
        }
    }

    @Test
    void shouldSayFullAndStayUsable() {
        byte[] piece = random(P);
        List<LargeValueRef> stored = new ArrayList<>();
        while (values.freePieces() > 1) {
            stored.add(StoredValues.store(values, piece));
        }

        assertThrows(LargeValueStoreFullException.class, () -> StoredValues.store(values, random(2 * P)));
        assertEquals(1, values.freePieces());
        LargeValueRef last = StoredValues.store(values, piece);
        assertEquals(0, values.freePieces());
        stored.forEach(reference -> assertArrayEquals(piece, values.read(reference)));
        assertArrayEquals(piece, values.read(last));

        values.remove(last);
        assertArrayEquals(piece, values.read(StoredValues.store(values, piece)));
    }

    @Test
    void shouldFailWhenRemovedWhileStreamed() {
        LargeValueRef reference = StoredValues.store(values, random(3 * P));
        OutputStream removing = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] source, int from, int count) {
                values.remove(reference);
            }
        };

        IOException thrown = assertThrows(IOException.class, () -> values.writeTo(reference, removing));

        assertTrue(thrown.getMessage().contains("was removed while it was being read"), thrown::getMessage);
    }

    @Test
    void shouldFindNothingUnderWrongReference() throws IOException {
        LargeValueRef right = StoredValues.store(values, random(2 * P));

        for (long length : new long[] {-1, 0, 1, P, 1L << 40, Long.MIN_VALUE}) {
            LargeValueRef wrong = new LargeValueRef(right.id(), length, right.checksum());
            assertTrue(values.read(wrong) == null, () -> "length " + length);
            assertFalse(values.isWhole(wrong), () -> "length " + length);
            assertFalse(values.writeTo(wrong, OutputStream.nullOutputStream()), () -> "length " + length);
        }
        assertNull(values.read(new LargeValueRef(right.id() + (1 << 20), right.length(), right.checksum())));
        assertNull(values.read(new LargeValueRef(0, 1, 0)));
        assertTrue(values.isWhole(right));
    }

    @Test
    void shouldRefuseEveryCallWhenClosed() {
        LargeValueRef reference = StoredValues.store(values, random(10));
        PieceWriter writer = values.writer(bytes -> {});
        writer.write(random(2 * P), 0, 2 * P);

        values.close();
        values.close();

        assertThrows(IllegalStateException.class, () -> values.read(reference));
        assertThrows(IllegalStateException.class, () -> StoredValues.store(values, new byte[1]));
        assertThrows(IllegalStateException.class, () -> values.writeTo(reference, OutputStream.nullOutputStream()));
        assertThrows(IllegalStateException.class, () -> values.remove(reference));
        assertThrows(IllegalStateException.class, () -> values.isWhole(reference));
        assertThrows(IllegalStateException.class, () -> values.retainOnly(List.of()));
        assertThrows(IllegalStateException.class, values::reservedBytes);
        assertThrows(IllegalStateException.class, values::flush);
        assertThrows(IllegalStateException.class, writer::finish);
    }

    @Test
    void shouldReserveWhatTheBudgetTakes() {
        assertTrue(values.reservedBytes() > MAX_BYTES, () -> "reserved " + values.reservedBytes());
        assertTrue(values.reservedBytes() < 2 * MAX_BYTES, () -> "reserved " + values.reservedBytes());
    }

    private static byte[] random(int length) {
        byte[] value = new byte[length];
        new Random(length).nextBytes(value);
        return value;
    }
}
