package io.rendercache.internal.marshal;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

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

    private final Codec<T> codec;

    private CodecAdapter(Codec<T> codec) {
        this.codec = codec;
    }

    public abstract KeySlotCodec<C> keyCodec();

    public abstract SlotCodec<C> valueCodec();

    public abstract ValueReader<R> reader();

    /** Returns the object as it is passed to the engine; to be released by {@link #close}. */
    public abstract C open(T object);

    public abstract void close(C carried);

    /** Decodes a copy, and releases it. */
    public abstract T decode(R copy);

    /** Returns an object that represents the key in maps: equal for equal keys, and immutable. */
    public abstract Object identity(C carried);

    /** Writes the encoded bytes to a sink, in any number of parts. */
    public abstract void drain(C carried, Sink sink) throws IOException;

    /** Returns the encoded bytes. */
    public byte[] bytes(C carried) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            drain(carried, bytes::write);
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

    private static void drainEncoded(PooledBuffer encoded, Sink sink) throws IOException {
        try {
            sink.accept(encoded.bytes(), encoded.offset(), encoded.length());
        } finally {
            encoded.release();
        }
    }

    /** Returns the adapter of a codec. */
    @SuppressWarnings("unchecked") // The built-in codecs are single objects, each of a known type.
    public static <T> CodecAdapter<T, ?, ?> of(Codec<T> codec) {
        Codec<?> known = codec;
        if (known == Codecs.utf8()) {
            return (CodecAdapter<T, ?, ?>) new Strings(Codecs.utf8());
        }
        if (known == Codecs.int64()) {
            LongSlotCodec form = new LongSlotCodec();
            return (CodecAdapter<T, ?, ?>) new Itself<>(Codecs.int64(), form, form, form, Function.identity());
        }
        if (known == Codecs.bytes()) {
            BytesSlotCodec form = new BytesSlotCodec();
            return (CodecAdapter<T, ?, ?>)
                    new Itself<>(Codecs.bytes(), form, form, form, bytes -> ByteBuffer.wrap(bytes.clone())) {
                        @Override
                        public void drain(byte[] carried, Sink sink) throws IOException {
                            sink.accept(carried, 0, carried.length);
                        }

                        @Override
                        public byte[] decodeOwn(byte[] bytes) {
                            return bytes;
                        }
                    };
        }
        return new Buffered<>(codec);
    }

    /** Objects that are passed to the engine as they are. */
    private static class Itself<T> extends CodecAdapter<T, T, T> {
        private final Encoder<T> encoding;
        private final KeySlotCodec<T> keyCodec;
        private final SlotCodec<T> valueCodec;
        private final ValueReader<T> reader;
        private final Function<T, Object> identity;

        Itself(
                Codec<T> codec,
                KeySlotCodec<T> keyCodec,
                SlotCodec<T> valueCodec,
                ValueReader<T> reader,
                Function<? super T, Object> identity) {
            super(codec);
            this.encoding = new CodecEncoder<>(codec);
            this.keyCodec = keyCodec;
            this.valueCodec = valueCodec;
            this.reader = reader;
            this.identity = identity::apply;
        }

        @Override
        public KeySlotCodec<T> keyCodec() {
            return keyCodec;
        }

        @Override
        public SlotCodec<T> valueCodec() {
            return valueCodec;
        }

        @Override
        public ValueReader<T> reader() {
            return reader;
        }

        @Override
        public T open(T object) {
            return object;
        }

        @Override
        public void close(T carried) {
            // Nothing was borrowed.
        }

        @Override
        public void drain(T carried, Sink sink) throws IOException {
            drainEncoded(PooledBuffer.of(carried, encoding), sink);
        }

        @Override
        public T decode(T copy) {
            return copy;
        }

        @Override
        public Object identity(T carried) {
            return identity.apply(carried);
        }
    }

    /** Strings, which are passed as they are and returned as bytes, to be decoded once they are known to be whole. */
    private static final class Strings extends CodecAdapter<String, String, PooledBuffer> {
        private final Encoder<String> encoding;
        private final StringSlotCodec form;
        private final EncodedSlotCodec reader = new EncodedSlotCodec();

        Strings(Codec<String> utf8) {
            super(utf8);
            this.encoding = new CodecEncoder<>(utf8);
            this.form = new StringSlotCodec(NO_PREFIX, encoding);
        }

        @Override
        public KeySlotCodec<String> keyCodec() {
            return form;
        }

        @Override
        public SlotCodec<String> valueCodec() {
            return form;
        }

        @Override
        public ValueReader<PooledBuffer> reader() {
            return reader;
        }

        @Override
        public String open(String object) {
            return object;
        }

        @Override
        public void close(String carried) {
            // Nothing was borrowed.
        }

        @Override
        public void drain(String carried, Sink sink) throws IOException {
            drainEncoded(PooledBuffer.of(carried, encoding), sink);
        }

        @Override
        public String decode(PooledBuffer copy) {
            try {
                return Codecs.utf8().decode(copy.bytes(), 0, copy.length());
            } finally {
                copy.release();
            }
        }

        @Override
        public Object identity(String carried) {
            return carried;
        }
    }

    /** Objects of user-defined codecs. */
    private static final class Buffered<T> extends CodecAdapter<T, PooledBuffer, PooledBuffer> {
        private final Codec<T> codec;
        private final CheckedEncoder<T> encoder;
        private final EncodedSlotCodec form = new EncodedSlotCodec();

        Buffered(Codec<T> codec) {
            super(codec);
            this.codec = codec;
            this.encoder = new CheckedEncoder<>(codec);
        }

        @Override
        public KeySlotCodec<PooledBuffer> keyCodec() {
            return form;
        }

        @Override
        public SlotCodec<PooledBuffer> valueCodec() {
            return form;
        }

        @Override
        public ValueReader<PooledBuffer> reader() {
            return form;
        }

        @Override
        public PooledBuffer open(T object) {
            return encoder.encode(object);
        }

        @Override
        public void close(PooledBuffer carried) {
            carried.release();
        }

        @Override
        public void drain(PooledBuffer carried, Sink sink) throws IOException {
            sink.accept(carried.bytes(), carried.offset(), carried.length());
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
        public Object identity(PooledBuffer carried) {
            return ByteBuffer.wrap(carried.copy());
        }
    }
}
