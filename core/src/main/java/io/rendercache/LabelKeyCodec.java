package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.codec.Codecs;
import io.rendercache.internal.label.CountedText;
import io.rendercache.internal.layout.CodecIds;
import io.rendercache.internal.layout.LabelKeyDescriptor;
import java.nio.ByteBuffer;

/** Label keys as bytes, laid out by {@link LabelKeyDescriptor}. */
final class LabelKeyCodec implements Codec<LabelKey> {
    private static final String WHAT = "a label key";

    @Override
    public int encodedLength(LabelKey key) {
        return LabelKeyDescriptor.PATH + Codecs.utf8().encodedLength(key.embeddingsPath());
    }

    @Override
    public void encode(LabelKey key, byte[] target, int offset) {
        ByteBuffer out = ByteBuffer.wrap(target, offset, target.length - offset).slice();
        out.putInt(LabelKeyDescriptor.ROW, key.sortedIndex());
        out.putInt(LabelKeyDescriptor.TOP_K, key.topK());
        write(key.embeddings(), out, LabelKeyDescriptor.EMBEDDINGS);
        write(key.vocabulary(), out, LabelKeyDescriptor.VOCABULARY);
        CountedText.writeBytes(key.embeddingsPath(), out.position(LabelKeyDescriptor.PATH));
    }

    @Override
    public LabelKey decode(byte[] source, int offset, int length) {
        if (length <= LabelKeyDescriptor.PATH) {
            throw new IllegalStateException("not " + WHAT + ": only " + length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(source, offset, length).slice();
        int sortedIndex = in.getInt(LabelKeyDescriptor.ROW);
        int topK = in.getInt(LabelKeyDescriptor.TOP_K);
        try {
            FileStamp embeddings = stamp(in, LabelKeyDescriptor.EMBEDDINGS);
            FileStamp vocabulary = stamp(in, LabelKeyDescriptor.VOCABULARY);
            in.position(LabelKeyDescriptor.PATH);
            String path = CountedText.readBytes(in, in.remaining(), WHAT);
            return new LabelKey(path, sortedIndex, embeddings, vocabulary, topK);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("not " + WHAT + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String id() {
        return CodecIds.LABEL_KEY;
    }

    private static void write(FileStamp stamp, ByteBuffer out, int at) {
        out.putLong(at + LabelKeyDescriptor.MODIFIED, stamp.modifiedNanos());
        out.putLong(at + LabelKeyDescriptor.CHANGED, stamp.changedNanos());
        out.putLong(at + LabelKeyDescriptor.SIZE, stamp.size());
    }

    private static FileStamp stamp(ByteBuffer in, int at) {
        return new FileStamp(
                in.getLong(at + LabelKeyDescriptor.MODIFIED),
                in.getLong(at + LabelKeyDescriptor.CHANGED),
                in.getLong(at + LabelKeyDescriptor.SIZE));
    }
}
