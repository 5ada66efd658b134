package io.rendercache.cli;

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
 * Reads what the known codecs write, each found by the id that the file notes, into trees that {@link Texts} prints. Takes
 * only what the codec would: bytes of another kind are an {@link UndecodableException}, never a guess.
 */
@FunctionalInterface
interface Decoder {
    /** The id that the file of a {@code FrameDirCache} notes for its keys. */
    String FRAME_DIR = "frame-dir/1";

    /** Returns what these bytes are. */
    Object decode(ByteBuffer bytes) throws UndecodableException;

    /** Returns the decoder for a codec's id, or {@code null} if the codec is not one of Rendercache's own. */
    static @Nullable Decoder of(String codecId) {
        return switch (codecId) {
            case "utf8" -> bytes -> text(bytes, bytes.remaining());
            case "int64" -> Decoder::int64;
            case "bytes" -> Decoder::hex;
            case FRAME_DIR -> Decoder::frameDir;
            case "label-key/1" -> Decoder::labelKey;
            case "image-label/1" -> Decoder::imageLabel;
            default -> null;
        };
    }

    /** Returns what bytes are as far as it can be told, else the bytes. */
    static Object shown(@Nullable Decoder decoder, byte[] bytes) {
        try {
            return decoder == null ? new Texts.Hex(bytes) : whole(decoder, bytes);
        } catch (UndecodableException e) {
            return new Texts.Hex(bytes);
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
        return new Texts.Hex(all);
    }

    private static Object frameDir(ByteBuffer bytes) throws UndecodableException {
        int idBytes = bytes.getInt();
        String job = text(bytes, idBytes);
        while (bytes.position() % Long.BYTES != 0) {
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
        int row = bytes.getInt();
        int topK = bytes.getInt();
        Map<String, Object> embeddings = stamp(bytes);
        Map<String, Object> vocabulary = stamp(bytes);
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

    private static Map<String, Object> stamp(ByteBuffer bytes) {
        Map<String, Object> stamp = new LinkedHashMap<>();
        stamp.put("modifiedNanos", bytes.getLong());
        stamp.put("changedNanos", bytes.getLong());
        stamp.put("size", bytes.getLong());
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
        // Each has a length at least, so that no list is made for more than there can be.
        if (count < 0 || count > bytes.remaining() / Integer.BYTES) {
            throw new UndecodableException(count + " alternates in " + bytes.remaining() + " bytes");
        }
        List<Object> alternates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            alternates.add(text(bytes, bytes.getInt()));
        }
        label.put("alternates", alternates);
        return label;
    }

    /** Reads a text of so many bytes. */
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
