package io.rendercache.internal.marshal;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Adapts a codec to the engine: objects of the built-in codecs are passed as they are, those of any other codec are
 * encoded once into a pooled buffer. So the engine never calls a user's codec, and none runs under a lock.
 *
 * @param <T> the type of the caller's objects
 * @param <C> the type that is passed to the engine
 * @param <R> the type of the copies that the engine returns
 */
public abstract class CodecAdapter<T, C, R> {
    private static final byte[] NO_PREFIX = {};

    final Codec<T> codec;
    private final KeySlotCodec<C> slotCodec;
    private final ValueReader<R> reader;

    private CodecAdapter(Codec<T> codec, KeySlotCodec<C> slotCodec, ValueReader<R> reader) {
        this.codec = codec;
        this.slotCodec = slotCodec;
        this.reader = reader;
    }

    /** Returns the codec that the engine compares and writes with. */
    public final KeySlotCodec<C> slotCodec() {
        return slotCodec;
    }

    /** Returns what copies values out of their slots. */
    public final ValueReader<R> reader() {
        return reader;
    }

    /** Returns the object as it is passed to the engine; to be released by {@link #close}. */
    public abstract C open(T object);

    public abstract void close(C encoded);

    /** Decodes a copy, and releases it. */
    public abstract T decode(R copy);

    /** Returns an object that represents the key in maps: equal for equal keys, and immutable. */
    public abstract Object identity(C encoded);

    /** Writes the encoded bytes to a sink, in any number of parts. */
    public abstract void drain(C encoded, Sink sink) throws IOException;

    /** Returns the encoded bytes. */
    public byte[] bytes(C encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            drain(encoded, bytes::write);
        } catch (IOException e) {
            throw new AssertionError("memory refused to be written", e);
        }
        return bytes.toByteArray();
    }

    /** Decodes bytes of which the adapter becomes the owner. */
    public T decodeOwn(byte[] bytes) {
        return codec.decode(bytes, 0, bytes.length);
    }

    /** Receives bytes. */
    @FunctionalInterface
    public interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Returns the adapter of a codec. */
    @SuppressWarnings("unchecked") // The built-in codecs are single objects, each of a known type.
    public static <T> CodecAdapter<T, ?, ?> of(Codec<T> codec) {
        Codec<?> known = codec;
        if (known == Codecs.utf8()) {
            return (CodecAdapter<T, ?, ?>) new Strings();
        }
        if (known == Codecs.int64()) {
            return (CodecAdapter<T, ?, ?>) new Longs(new LongSlotCodec());
        }
        if (known == Codecs.bytes()) {
            return (CodecAdapter<T, ?, ?>) new Bytes(new BytesSlotCodec());
        }
        return new Buffered<>(codec, new EncodedSlotCodec());
    }

    /** Objects of the built-in codecs, which are passed to the engine as they are. */
    private abstract static class BuiltIn<T, R> extends CodecAdapter<T, T, R> {
        BuiltIn(Codec<T> codec, KeySlotCodec<T> slotCodec, ValueReader<R> reader) {
            super(codec, slotCodec, reader);
        }

        @Override
        public final T open(T object) {
            return object;
        }

        @Override
        public final void close(T encoded) {
            // Nothing was borrowed.
        }

        @Override
        public Object identity(T encoded) {
            return encoded;
        }

        @Override
        public void drain(T encoded, Sink sink) throws IOException {
            PooledBuffer buffer = PooledBuffer.of(encoded, codec);
            try {
                sink.accept(buffer.bytes(), buffer.offset(), buffer.length());
            } finally {
                buffer.release();
            }
        }
    }

    private static final class Longs extends BuiltIn<Long, Long> {
        Longs(LongSlotCodec slotCodec) {
            super(Codecs.int64(), slotCodec, slotCodec);
        }

        @Override
        public Long decode(Long copy) {
            return copy;
        }
    }

    private static final class Bytes extends BuiltIn<byte[], byte[]> {
        Bytes(BytesSlotCodec slotCodec) {
            super(Codecs.bytes(), slotCodec, slotCodec);
        }

        @Override
        public byte[] decode(byte[] copy) {
            return copy;
        }

        @Override
        public Object identity(byte[] encoded) {
            return ByteBuffer.wrap(encoded.clone());
        }

        @Override
        public void drain(byte[] encoded, Sink sink) throws IOException {
            sink.accept(encoded, 0, encoded.length);
        }

        @Override
        public byte[] decodeOwn(byte[] bytes) {
            return bytes;
        }
    }

    /** Strings are returned as bytes, to be decoded once they are known to be whole. */
    private static final class Strings extends BuiltIn<String, PooledBuffer> {
        Strings() {
            super(Codecs.utf8(), new StringSlotCodec(NO_PREFIX), new EncodedSlotCodec());
        }

        @Override
        public String decode(PooledBuffer copy) {
            try {
                return Codecs.utf8().decode(copy.bytes(), 0, copy.length());
            } finally {
                copy.release();
            }
        }
    }

    /** Objects of user-defined codecs. */
    private static final class Buffered<T> extends CodecAdapter<T, PooledBuffer, PooledBuffer> {
        private final CheckedEncoder<T> encoder;

        Buffered(Codec<T> codec, EncodedSlotCodec slotCodec) {
            super(codec, slotCodec, slotCodec);
            this.encoder = new CheckedEncoder<>(codec);
        }

        @Override
        public PooledBuffer open(T object) {
            return encoder.encode(object);
        }

        @Override
        public void close(PooledBuffer encoded) {
            encoded.release();
        }

        @Override
        public T decode(PooledBuffer copy) {
            try {
                return codec.decode(copy.bytes(), copy.offset(), copy.length());
            } finally {
                copy.release();
            }
        }

        @Override
        public Object identity(PooledBuffer encoded) {
            return ByteBuffer.wrap(encoded.copy());
        }

        @Override
        public void drain(PooledBuffer encoded, Sink sink) throws IOException {
            sink.accept(encoded.bytes(), encoded.offset(), encoded.length());
        }
    }
}
