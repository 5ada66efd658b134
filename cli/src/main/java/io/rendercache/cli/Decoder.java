package io.rendercache.cli;

import io.rendercache.internal.layout.CodecIds;
import io.rendercache.internal.layout.FrameKeyDescriptor;
import io.rendercache.internal.layout.ImageLabelDescriptor;
import io.rendercache.internal.layout.LabelKeyDescriptor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the encodings of the built-in codecs, each found by the id in the file, into trees that {@link JsonWriter}
 * prints. Accepts only valid encodings: other bytes are an {@link UndecodableException}, never a guess.
 */
@FunctionalInterface
interface Decoder {
    /** Decodes these bytes. */
    Object decode(ByteBuffer bytes) throws UndecodableException;

    /** Returns the decoder for a codec's id, or {@code null} if the codec is not one of Rendercache's own. */
    static @Nullable Decoder of(String codecId) {
        return switch (codecId) {
            case CodecIds.UTF_8 -> bytes -> text(bytes, bytes.remaining());
            case CodecIds.INT_64 -> Decoder::int64;
            case CodecIds.BYTES -> Decoder::hex;
            case CodecIds.FRAME_KEY -> Decoder::frameDir;
            case CodecIds.LABEL_KEY -> Decoder::labelKey;
            case CodecIds.IMAGE_LABEL -> Decoder::imageLabel;
            default -> null;
        };
    }

    /** Decodes bytes if possible, otherwise returns the bytes. */
    static Object shown(@Nullable Decoder decoder, byte[] bytes) {
        try {
            return decoder == null ? new JsonWriter.Hex(bytes) : whole(decoder, bytes);
        } catch (UndecodableException e) {
            return new JsonWriter.Hex(bytes);
        }
    }

    /** Decodes all of these bytes. */
    static Object whole(Decoder decoder, byte[] bytes) throws UndecodableException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        try {
            Object decoded = decoder.decode(source);
            if (source.hasRemaining()) {
                throw new UndecodableException(source.remaining() + " bytes are left");
            }
            return decoded;
        } catch (BufferUnderflowException e) {
            throw new UndecodableException("it ends too early, after " + bytes.length + " bytes");
        }
    }

    /** Returns the job's id of a key of a {@code FrameDirCache}. */
    static String job(byte[] key) throws UndecodableException {
        Object decoded = whole(Decoder::frameDir, key);
        return String.valueOf(Objects.requireNonNull(((Map<?, ?>) decoded).get("job")));
    }

    private static Object int64(ByteBuffer bytes) {
        return bytes.order(ByteOrder.nativeOrder()).getLong();
    }

    private static Object hex(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return new JsonWriter.Hex(all);
    }

    private static Object frameDir(ByteBuffer bytes) throws UndecodableException {
        int idBytes = bytes.getInt();
        String job = text(bytes, idBytes);
        while (bytes.position() < FrameKeyDescriptor.directory(idBytes)) {
            if (bytes.get() != 0) {
                throw new UndecodableException("the job's id is not followed by zeros");
            }
        }
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("job", job);
        key.put("directory", text(bytes, bytes.remaining()));
        return key;
    }

    private static Object labelKey(ByteBuffer bytes) throws UndecodableException {
        if (bytes.remaining() <= LabelKeyDescriptor.PATH) {
            throw new UndecodableException(
                    "it has " + bytes.remaining() + " bytes, where a key has more than " + LabelKeyDescriptor.PATH);
        }
        int row = bytes.getInt(LabelKeyDescriptor.ROW);
        int topK = bytes.getInt(LabelKeyDescriptor.TOP_K);
        Map<String, Object> embeddings = stamp(bytes, LabelKeyDescriptor.EMBEDDINGS);
        Map<String, Object> vocabulary = stamp(bytes, LabelKeyDescriptor.VOCABULARY);
        bytes.position(LabelKeyDescriptor.PATH);
        if (row < 0 || topK < 1) {
            throw new UndecodableException("row " + row + " or top " + topK + " is out of range");
        }
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("embeddings", text(bytes, bytes.remaining()));
        key.put("row", row);
        key.put("topK", topK);
        key.put("embeddingsStamp", embeddings);
        key.put("vocabularyStamp", vocabulary);
        return key;
    }

    private static Map<String, Object> stamp(ByteBuffer bytes, int at) {
        Map<String, Object> stamp = new LinkedHashMap<>();
        stamp.put("modifiedNanos", bytes.getLong(at + LabelKeyDescriptor.MODIFIED));
        stamp.put("changedNanos", bytes.getLong(at + LabelKeyDescriptor.CHANGED));
        stamp.put("size", bytes.getLong(at + LabelKeyDescriptor.SIZE));
        return stamp;
    }

    private static Object imageLabel(ByteBuffer bytes) throws UndecodableException {
        double score = bytes.getDouble();
        if (Double.isNaN(score)) {
            throw new UndecodableException("its score is no number");
        }
        Map<String, Object> label = new LinkedHashMap<>();
        label.put("label", text(bytes, bytes.getInt()));
        label.put("score", score);
        int count = bytes.getInt();
        if (!ImageLabelDescriptor.fits(count, bytes.remaining())) {
            throw new UndecodableException(count + " alternates in " + bytes.remaining() + " bytes");
        }
        List<Object> alternates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            alternates.add(text(bytes, bytes.getInt()));
        }
        label.put("alternates", alternates);
        return label;
    }

    /** Reads a text of this many bytes. */
    private static String text(ByteBuffer bytes, int length) throws UndecodableException {
        if (length < 0 || length > bytes.remaining()) {
            throw new UndecodableException("a text of " + length + " bytes where " + bytes.remaining() + " are left");
        }
        ByteBuffer encoded = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(encoded);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new UndecodableException("a text that is no UTF-8");
        }
    }
}
