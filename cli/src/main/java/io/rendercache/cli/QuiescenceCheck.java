package io.rendercache.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;

/**
 * Checks that no cache has had a file open during an operation that needs several files of one moment. Opening and
 * closing both write to the file, so its time of modification shows what its header no longer does. Of a process in
 * another container only that is known.
 */
final class QuiescenceCheck {
    private final CacheReader reader;
    private final FileTime modified;

    private QuiescenceCheck(CacheReader reader, FileTime modified) {
        this.reader = reader;
        this.modified = modified;
    }

    /**
     * Returns if no process is known to have the file open.
     *
     * @throws ToolException if one has
     */
    static QuiescenceCheck require(CacheReader reader) throws IOException {
        QuiescenceCheck rest = new QuiescenceCheck(reader, modified(reader));
        rest.requireStill();
        return rest;
    }

    /**
     * Returns if no process has opened the file since.
     *
     * @throws ToolException if one has
     */
    void requireStill() throws IOException {
        Holder now = reader.holderNow();
        boolean same = now.owner().equals(reader.holder().owner()) && modified.equals(modified(reader));
        if (now.lives() || !same) {
            throw new ToolException(
                    Verdict.IN_USE,
                    reader.file() + " " + (now.lives() ? "is in use by " + now.text() : "was opened meanwhile")
                            + ", and the files of this cache can be copied together only while it is closed; close it"
                            + " first");
        }
    }

    private static FileTime modified(CacheReader reader) throws IOException {
        return Files.getLastModifiedTime(reader.file(), LinkOption.NOFOLLOW_LINKS);
    }
}
