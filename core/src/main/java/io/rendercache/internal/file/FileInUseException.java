package io.rendercache.internal.file;

import java.io.IOException;

/** The file is held by a process, perhaps this one. */
public final class FileInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long holderPid;

    FileInUseException(String message, long holderPid) {
        super(message);
        this.holderPid = holderPid;
    }

    /** Returns the holder's process id, or 0 where it could not be told. */
    public long holderPid() {
        return holderPid;
    }
}
