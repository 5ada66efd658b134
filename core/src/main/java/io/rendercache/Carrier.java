package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.internal.engine.BytesForm;
import io.rendercache.internal.engine.Encoded;
import io.rendercache.internal.engine.EncodedForm;
import io.rendercache.internal.engine.Encoding;
import io.rendercache.internal.engine.Form;
import io.rendercache.internal.engine.KeyForm;
import io.rendercache.internal.engine.LongForm;
import io.rendercache.internal.engine.StringForm;
import io.rendercache.internal.engine.ValueReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * How the objects of a codec travel between the caller and the engine: those of the built-in codecs as themselves, those
 * of any other encoded once into a borrowed buffer. Thereby the engine never calls a codec of the user's, and none runs
 * under a lock.
 *
 * @param <T> what the caller has
 * @param <C> what goes in
 * @param <R> the copy that comes out
 */
abstract class Carrier<T, C, R> {
    private static final byte[] NO_PREFIX = {};

    private final Codec<T> codec;

    private Carrier(Codec<T> codec) {
        this.codec = codec;
    }

    abstract KeyForm<C> keyForm();

    abstract Form<C> valueForm();

    abstract ValueReader<R> reader();

    /** Returns what carries the object in; to be given back by {@link #close}. */
    abstract C open(T object);

    abstract void close(C carried);

    /** Returns the object of a copy that was taken out, and gives the copy back. */
    abstract T decode(R copy);

    /** Returns an object that is equal for equal keys and stays so. */
    abstract Object identity(C carried);

    /** Gives the bytes of what is carried to a sink, in as many parts as it likes. */
    abstract void drain(C carried, Sink sink) throws IOException;

    /** Returns the bytes of what is carried. */
    byte[] bytes(C carried) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            drain(carried, bytes::write);
        } catch (IOException e) {
            throw new AssertionError("memory refused to be written", e);
        }
        return bytes.toByteArray();
    }

    /** Returns the object of bytes that nobody else has. */
    T decodeOwn(byte[] bytes) {
        return codec.decode(bytes, 0, bytes.length);
    }

    /** Where bytes go. */
    @FunctionalInterface
    interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    private static void drainEncoded(Encoded encoded, Sink sink) throws IOException {
        try {
            sink.accept(encoded.bytes(), 0, encoded.length());
        } finally {
            encoded.release();
        }
    }

    /** Returns the carrier for a codec. */
    @SuppressWarnings("unchecked") // The built-in codecs are single objects, each of a known type.
    static <T> Carrier<T, ?, ?> of(Codec<T> codec) {
        Codec<?> known = codec;
        if (known == Codecs.utf8()) {
            return (Carrier<T, ?, ?>) new Strings(Codecs.utf8());
        }
        if (known == Codecs.int64()) {
            LongForm form = new LongForm();
            return (Carrier<T, ?, ?>) new Itself<>(Codecs.int64(), form, form, form, Function.identity());
        }
        if (known == Codecs.bytes()) {
            BytesForm form = new BytesForm();
            return (Carrier<T, ?, ?>)
                    new Itself<>(Codecs.bytes(), form, form, form, bytes -> ByteBuffer.wrap(bytes.clone())) {
                        @Override
                        void drain(byte[] carried, Sink sink) throws IOException {
                            sink.accept(carried, 0, carried.length);
                        }

                        @Override
                        byte[] decodeOwn(byte[] bytes) {
                            return bytes;
                        }
                    };
        }
        return new Buffered<>(codec);
    }

    /** Objects that the engine takes as they are. */
    private static class Itself<T> extends Carrier<T, T, T> {
        private final Encoding<T> encoding;
        private final KeyForm<T> keyForm;
        private final Form<T> valueForm;
        private final ValueReader<T> reader;
        private final Function<T, Object> identity;

        Itself(
                Codec<T> codec,
                KeyForm<T> keyForm,
                Form<T> valueForm,
                ValueReader<T> reader,
                Function<? super T, Object> identity) {
            super(codec);
            this.encoding = new CodecEncoding<>(codec);
            this.keyForm = keyForm;
            this.valueForm = valueForm;
            this.reader = reader;
            this.identity = identity::apply;
        }

        @Override
        KeyForm<T> keyForm() {
            return keyForm;
        }

        @Override
        Form<T> valueForm() {
            return valueForm;
        }

        @Override
        ValueReader<T> reader() {
            return reader;
        }

        @Override
        T open(T object) {
            return object;
        }

        @Override
        void close(T carried) {
            // Nothing was borrowed.
        }

        @Override
        void drain(T carried, Sink sink) throws IOException {
            drainEncoded(Encoded.of(carried, encoding), sink);
        }

        @Override
        T decode(T copy) {
            return copy;
        }

        @Override
        Object identity(T carried) {
            return identity.apply(carried);
        }
    }

    /** Strings go in as themselves, and come out as bytes to be decoded once they are known to be whole. */
    private static final class Strings extends Carrier<String, String, Encoded> {
        private final Encoding<String> encoding;
        private final StringForm form;
        private final EncodedForm reader = new EncodedForm();

        Strings(Codec<String> utf8) {
            super(utf8);
            this.encoding = new CodecEncoding<>(utf8);
            this.form = new StringForm(NO_PREFIX, encoding);
        }

        @Override
        KeyForm<String> keyForm() {
            return form;
        }

        @Override
        Form<String> valueForm() {
            return form;
        }

        @Override
        ValueReader<Encoded> reader() {
            return reader;
        }

        @Override
        String open(String object) {
            return object;
        }

        @Override
        void close(String carried) {
            // Nothing was borrowed.
        }

        @Override
        void drain(String carried, Sink sink) throws IOException {
            drainEncoded(Encoded.of(carried, encoding), sink);
        }

        @Override
        String decode(Encoded copy) {
            try {
                return Codecs.utf8().decode(copy.bytes(), 0, copy.length());
            } finally {
                copy.release();
            }
        }

        @Override
        Object identity(String carried) {
            return carried;
        }
    }

    /** Objects of the user's codecs. */
    private static final class Buffered<T> extends Carrier<T, Encoded, Encoded> {
        private final Codec<T> codec;
        private final CodecEncoding<T> encoding;
        private final EncodedForm form = new EncodedForm();

        Buffered(Codec<T> codec) {
            super(codec);
            this.codec = codec;
            this.encoding = new CodecEncoding<>(codec);
        }

        @Override
        KeyForm<Encoded> keyForm() {
            return form;
        }

        @Override
        Form<Encoded> valueForm() {
            return form;
        }

        @Override
        ValueReader<Encoded> reader() {
            return form;
        }

        @Override
        Encoded open(T object) {
            return Encoded.of(object, encoding);
        }

        @Override
        void close(Encoded carried) {
            carried.release();
        }

        @Override
        void drain(Encoded carried, Sink sink) throws IOException {
            sink.accept(carried.bytes(), 0, carried.length());
        }

        @Override
        T decode(Encoded copy) {
            try {
                return codec.decode(copy.bytes(), 0, copy.length());
            } finally {
                copy.release();
            }
        }

        @Override
        Object identity(Encoded carried) {
            return ByteBuffer.wrap(carried.copy());
        }
    }
}
