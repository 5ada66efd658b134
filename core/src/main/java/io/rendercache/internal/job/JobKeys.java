package io.rendercache.internal.job;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.marshal.CodecEncoder;
import io.rendercache.internal.marshal.StringSlotCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a key: the job's id and the directory, so one job never sees another's entry, whatever their paths.
 *
 * <pre>
 *    0         4                                8 * n
 *   +---------+-------------- ... -------------+------------ ... ------------+
 *   | id size | id, UTF-8, padded with zeros   | directory, normalised, UTF-8|
 *   +---------+-------------- ... -------------+------------ ... ------------+
 * </pre>
 */
public final class JobKeys {
    private JobKeys() {}

    /** Returns the codec of a job's keys: directories behind the job's prefix. */
    public static StringSlotCodec codec(String jobId) {
        return new StringSlotCodec(prefix(jobId), new CodecEncoder<>(Codecs.utf8()));
    }

    /** Returns what all keys of a job begin with. */
    public static byte[] prefix(String jobId) {
        int idBytes = Codecs.utf8().encodedLength(jobId);
        byte[] prefix = new byte[prefixLength(idBytes)];
        ByteBuffer.wrap(prefix).putInt(idBytes);
        Codecs.utf8().encode(jobId, prefix, Integer.BYTES);
        return prefix;
    }

    /** Returns a hash of the job's prefix in a key: the same for all keys of a job. */
    public static int prefixHash(byte[] key) {
        int hash = 0;
        for (int i = 0; i < prefixLength(idBytes(key)); i++) {
            hash = 31 * hash + key[i];
        }
        return hash;
    }

    /** Returns the id of the job that a key belongs to. */
    public static String jobId(byte[] key) {
        return new String(key, Integer.BYTES, idBytes(key), StandardCharsets.UTF_8);
    }

    /** Returns the directory of a key. */
    public static String directory(byte[] key) {
        int directoryAt = prefixLength(idBytes(key));
        return Codecs.utf8().decode(key, directoryAt, key.length - directoryAt);
    }

    private static int idBytes(byte[] key) {
        return ByteBuffer.wrap(key).getInt();
    }

    private static int prefixLength(int idBytes) {
        return Integer.BYTES + idBytes + 7 & ~7;
    }
}
