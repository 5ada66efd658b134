package io.rendercache;

import io.rendercache.codec.Codec;
import io.rendercache.internal.label.CountedText;
import io.rendercache.internal.layout.CodecIds;
import io.rendercache.internal.layout.ImageLabelDescriptor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Image labels as bytes, laid out by {@link ImageLabelDescriptor}. */
final class ImageLabelCodec implements Codec<ImageLabel> {
    private static final String WHAT = "an image label";

    @Override
    public int encodedLength(ImageLabel label) {
        long bytes = (long) ImageLabelDescriptor.LABEL + Integer.BYTES + CountedText.encodedLength(label.label());
        for (String alternate : label.alternates()) {
            bytes += CountedText.encodedLength(alternate);
        }
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an image label of " + bytes + " bytes; 2^31 - 1 are the most");
        }
        return (int) bytes;
    }

    @Override
    public void encode(ImageLabel label, byte[] target, int offset) {
        ByteBuffer out = ByteBuffer.wrap(target, offset, target.length - offset);
        out.putLong(Double.doubleToRawLongBits(label.score()));
        CountedText.write(label.label(), out);
        out.putInt(label.alternates().size());
        for (String alternate : label.alternates()) {
            CountedText.write(alternate, out);
        }
    }

    @Override
    public ImageLabel decode(byte[] source, int offset, int length) {
        if (length < ImageLabelDescriptor.LEAST_BYTES) {
            throw new IllegalStateException("not " + WHAT + ": only " + length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(source, offset, length);
        double score = in.getDouble();
        String label = CountedText.read(in, WHAT);
        int count = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (!ImageLabelDescriptor.fits(count, in.remaining())) {
            throw new IllegalStateException(
                    "not " + WHAT + ": " + count + " alternates where " + in.remaining() + " bytes are left");
        }
        List<String> alternates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            alternates.add(CountedText.read(in, WHAT));
        }
        if (in.hasRemaining()) {
            throw new IllegalStateException("not " + WHAT + ": " + in.remaining() + " bytes behind its end");
        }
        try {
            return new ImageLabel(label, alternates, score);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("not " + WHAT + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String id() {
        return CodecIds.IMAGE_LABEL;
    }
}
