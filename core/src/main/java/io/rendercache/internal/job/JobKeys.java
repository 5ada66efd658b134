package io.rendercache.internal.job;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.layout.FrameKeyDescriptor;
import io.rendercache.internal.marshal.StringSlotCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The keys of a frame-directory cache, laid out by {@link FrameKeyDescriptor}. */
final class JobKeys {
    private JobKeys() {}

    /** Returns the codec of a job's keys: directories behind the job's prefix. */
    static StringSlotCodec codec(String jobId) {
        return new StringSlotCodec(prefix(jobId));
    }

    /** Returns the prefix of all keys of a job. */
    private static byte[] prefix(String jobId) {
        int idBytes = Codecs.utf8().encodedLength(jobId);
        byte[] prefix = new byte[FrameKeyDescriptor.directory(idBytes)];
        ByteBuffer.wrap(prefix).putInt(FrameKeyDescriptor.ID_BYTES, idBytes);
        Codecs.utf8().encode(jobId, prefix, FrameKeyDescriptor.ID);
        return prefix;
    }

    /** Returns the hash of a key whose bytes these are. */
    static long storedHash(byte[] key, int length, long seed) {
        return codec(jobId(key)).storedHash(key, length, seed);
    }

    /** Returns the id of the job that a key belongs to. */
    static String jobId(byte[] key) {
        return new String(key, FrameKeyDescriptor.ID, idBytes(key), StandardCharsets.UTF_8);
    }

    /** Returns the directory of a key. */
    static String directory(byte[] key) {
        int directoryAt = FrameKeyDescriptor.directory(idBytes(key));
        return Codecs.utf8().decode(key, directoryAt, key.length - directoryAt);
    }

    private static int idBytes(byte[] key) {
        return ByteBuffer.wrap(key).getInt(FrameKeyDescriptor.ID_BYTES);
    }
}
