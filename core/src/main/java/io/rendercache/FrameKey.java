package io.rendercache;

import java.util.Objects;

/**
 * The key of an entry of a {@link FrameDirCache}, as passed to its listener.
 *
 * @param jobId the job that asked
 * @param directory the frame directory, lexically normalised
 */
public record FrameKey(String jobId, String directory) {
    /**
     * Checks the components.
     *
     * @param jobId not {@code null}
     * @param directory not {@code null}
     */
    public FrameKey {
        Objects.requireNonNull(jobId, "jobId");
        Objects.requireNonNull(directory, "directory");
    }
}
