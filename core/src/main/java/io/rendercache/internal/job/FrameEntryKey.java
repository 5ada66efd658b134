package io.rendercache.internal.job;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.notify.EntryDecoder;
import java.util.Arrays;

/**
 * The key of a directory's entry.
 *
 * @param jobId the job
 * @param directory the directory, lexically normalised
 */
public record FrameEntryKey(String jobId, String directory) {
    /** Decodes keys and highest frame numbers. */
    public static final EntryDecoder<FrameEntryKey, Long> DECODER = new EntryDecoder<>() {
        @Override
        public FrameEntryKey key(byte[] bytes, int offset, int length) {
            byte[] key = Arrays.copyOfRange(bytes, offset, offset + length);
            return new FrameEntryKey(JobKeys.jobId(key), JobKeys.directory(key));
        }

        @Override
        public Long value(byte[] bytes, int offset, int length) {
            return Codecs.int64().decode(bytes, offset, length);
        }
    };

    /** Prints as the public key does, which is what a recording shows. */
    @Override
    public String toString() {
        return "FrameKey[jobId=" + jobId + ", directory=" + directory + "]";
    }
}
