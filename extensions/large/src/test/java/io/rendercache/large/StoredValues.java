package io.rendercache.large;

import io.rendercache.spi.LargeValueRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;

/** Stores values as a cache does, through a writer; after any exception nothing of a value is kept. */
final class StoredValues {
    private StoredValues() {}

    /** Stores a value without a budget. */
    static LargeValueRef store(ChronicleLargeValueStore values, byte[] value) {
        try {
            return store(values, new ByteArrayInputStream(value), bytes -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores all bytes of a stream; {@code reserve} is called with the length of each piece before it is stored. */
    static LargeValueRef store(ChronicleLargeValueStore values, InputStream value, LongConsumer reserve)
            throws IOException {
        try (PieceWriter writer = values.writer(reserve)) {
            writer.writeAll(value);
            return writer.finish();
        }
    }
}
