package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.spi.LargeValueRef;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a {@link FrameDirCache} for who listens. */
enum FrameEntries implements Farewells.Reader<FrameKey, Long> {
    INSTANCE;

    @Override
    public FrameKey key(byte[] bytes) {
        return Job.decode(bytes);
    }

    /** The entries of a job are told in order, for its end comes after all of them. */
    @Override
    public int order(byte[] keyBytes) {
        return Job.order(keyBytes);
    }

    @Override
    public Long value(byte @Nullable [] inSlot, @Nullable LargeValueRef elsewhere) {
        return Codecs.int64().decode(Objects.requireNonNull(inSlot), 0, Long.BYTES);
    }
}
