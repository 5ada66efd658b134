package io.rendercache.internal.layout;

import java.nio.file.Path;

/** The files beside a cache's own, each named like it with a suffix. */
public final class CompanionFiles {
    /** Values too large for a slot. */
    public static final String LARGE = ".large";

    /** The running jobs of a {@code CurationResultCache}. */
    public static final String RUNNING = ".running";

    /** The failed and evicted jobs of a {@code CurationResultCache}. */
    public static final String ENDED = ".ended";

    /** Among the ended jobs: the job's result was evicted. */
    public static final String EVICTED = "-";

    /** Among the ended jobs, before the message: the job failed. So no message is mistaken for {@link #EVICTED}. */
    public static final String FAILED = "+";

    private CompanionFiles() {}

    /** Returns the path of a file beside a cache's own. */
    public static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
