package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.notify.EntryDecoder;
import java.util.Arrays;

/** Decodes the entries of a {@link FrameDirCache} for its listener. */
enum FrameEntryDecoder implements EntryDecoder<FrameKey, Long> {
    INSTANCE;

    @Override
    public FrameKey key(byte[] bytes, int offset, int length) {
        return Job.decode(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public Long value(byte[] bytes, int offset, int length) {
        return Codecs.int64().decode(bytes, offset, length);
    }
}
