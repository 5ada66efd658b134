package io.rendercache;

import java.util.Objects;

/**
 * The key of a {@link FrameDirCache}'s entry, as its listener sees it.
 *
 * @param jobId the job that asked
 * @param directory the frame directory, lexically normalised
 */
public record FrameKey(String jobId, String directory) {
    /**
     * Refuses {@code null}.
     *
     * @param jobId not {@code null}
     * @param directory not {@code null}
     */
    public FrameKey {
        Objects.requireNonNull(jobId, "jobId");
        Objects.requireNonNull(directory, "directory");
    }
}
