package io.rendercache.benchmarks.node;

/** A clamp was not what is on disk: the picture would be wrong. */
final class WrongClampException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongClampException(String jobId, Video video, long found) {
        super(jobId + ": the last frame of " + video.directory() + " is " + video.lastFrame() + ", but " + found
                + " was answered");
    }
}
