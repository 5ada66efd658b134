package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import java.nio.ByteBuffer;

/**
 * Label keys as bytes, all numbers big-endian. Of fixed length but for the path, which is last: different keys have
 * different bytes.
 *
 * <pre>
 *   0       4      8                        32                       56
 *   +-------+------+------------------------+------------------------+----------------------
 *   | row   | topK | embeddings:            | vocabulary:            | path of embeddings,
 *   | 4     | 4    | modified changed size  | modified changed size  | UTF-8, to the end
 *   +-------+------+------------------------+------------------------+----------------------
 * </pre>
 */
final class LabelKeyCodec implements Codec<LabelKey> {
    /** The bytes before the path. */
    static final int HEADER_BYTES = 2 * Integer.BYTES + 6 * Long.BYTES;

    private static final String WHAT = "a label key";

    @Override
    public int encodedLength(LabelKey key) {
        return HEADER_BYTES + Codecs.utf8().encodedLength(key.embeddingsPath());
    }

    @Override
    public void encode(LabelKey key, byte[] target, int offset) {
        ByteBuffer out = ByteBuffer.wrap(target, offset, target.length - offset);
        out.putInt(key.sortedIndex()).putInt(key.topK());
        write(key.embeddings(), out);
        write(key.vocabulary(), out);
        CountedText.writeBytes(key.embeddingsPath(), out);
    }

    @Override
    public LabelKey decode(byte[] source, int offset, int length) {
        if (length <= HEADER_BYTES) {
            throw new IllegalStateException("not " + WHAT + ": only " + length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(source, offset, length);
        int sortedIndex = in.getInt();
        int topK = in.getInt();
        try {
            FileStamp embeddings = stamp(in);
            FileStamp vocabulary = stamp(in);
            String path = CountedText.readBytes(in, in.remaining(), WHAT);
            return new LabelKey(path, sortedIndex, embeddings, vocabulary, topK);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("not " + WHAT + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String id() {
        return "label-key/1";
    }

    private static void write(FileStamp stamp, ByteBuffer out) {
        out.putLong(stamp.modifiedNanos()).putLong(stamp.changedNanos()).putLong(stamp.size());
    }

    private static FileStamp stamp(ByteBuffer in) {
        return new FileStamp(in.getLong(), in.getLong(), in.getLong());
    }
}
