package io.rendercache.internal.file;

import java.io.IOException;

/** Thrown if a file is locked by a process, possibly this one. */
public final class FileInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long holderPid;

    FileInUseException(String message, long holderPid) {
        super(message);
        this.holderPid = holderPid;
    }

    /** Returns the process id of the holder, or 0 if it is unknown. */
    public long holderPid() {
        return holderPid;
    }
}
