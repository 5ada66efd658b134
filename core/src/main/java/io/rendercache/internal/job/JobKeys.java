package io.rendercache.internal.job;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.layout.FrameKeyDescriptor;
import io.rendercache.internal.marshal.CodecEncoder;
import io.rendercache.internal.marshal.StringSlotCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The keys of a frame-directory cache, laid out by {@link FrameKeyDescriptor}. */
public final class JobKeys {
    private JobKeys() {}

    /** Returns the codec of a job's keys: directories behind the job's prefix. */
    public static StringSlotCodec codec(String jobId) {
        return new StringSlotCodec(prefix(jobId), new CodecEncoder<>(Codecs.utf8()));
    }

    /** Returns the prefix of all keys of a job. */
    public static byte[] prefix(String jobId) {
        int idBytes = Codecs.utf8().encodedLength(jobId);
        byte[] prefix = new byte[FrameKeyDescriptor.directory(idBytes)];
        ByteBuffer.wrap(prefix).putInt(FrameKeyDescriptor.ID_BYTES, idBytes);
        Codecs.utf8().encode(jobId, prefix, FrameKeyDescriptor.ID);
        return prefix;
    }

    /** Returns the id of the job that a key belongs to. */
    public static String jobId(byte[] key) {
        return new String(key, FrameKeyDescriptor.ID, idBytes(key), StandardCharsets.UTF_8);
    }

    /** Returns the directory of a key. */
    public static String directory(byte[] key) {
        int directoryAt = FrameKeyDescriptor.directory(idBytes(key));
        return Codecs.utf8().decode(key, directoryAt, key.length - directoryAt);
    }

    private static int idBytes(byte[] key) {
        return ByteBuffer.wrap(key).getInt(FrameKeyDescriptor.ID_BYTES);
    }
}
