package io.rendercache.internal.layout;

/**
 * The ids of this library's codecs, as recorded in files. Each names one encoding for ever: another encoding gets
 * another id.
 */
public final class CodecIds {
    /** Text as UTF-8. */
    public static final String UTF_8 = "utf8";

    /** A long in the byte order of the machine. */
    public static final String INT_64 = "int64";

    /** Bytes as they are. */
    public static final String BYTES = "bytes";

    /** Keys of a {@code FrameDirCache}: {@link FrameKeyDescriptor}. */
    public static final String FRAME_KEY = "frame-dir/1";

    /** Keys of an {@code ImageLabelCache}: {@link LabelKeyDescriptor}. */
    public static final String LABEL_KEY = "label-key/1";

    /** Values of an {@code ImageLabelCache}: {@link ImageLabelDescriptor}. */
    public static final String IMAGE_LABEL = "image-label/1";

    private CodecIds() {}
}
