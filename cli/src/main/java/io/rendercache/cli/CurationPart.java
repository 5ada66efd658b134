package io.rendercache.cli;

import io.rendercache.internal.layout.CodecIds;
import io.rendercache.internal.layout.CompanionFiles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the three files of a {@code CurationResultCache} a file is. A file does not contain that; it follows from
 * its codecs, its name and the files beside it.
 */
enum CurationPart {
    /** The results; the cache's own file. */
    RESULTS("", CodecIds.BYTES, "the results of a curation cache"),
    /** The running jobs, with the times at which they were started. */
    RUNNING(CompanionFiles.RUNNING, CodecIds.INT_64, "the running jobs of a curation cache"),
    /** The jobs that failed, with their messages, or were evicted. */
    ENDED(CompanionFiles.ENDED, CodecIds.UTF_8, "the failed and evicted jobs of a curation cache");

    private final String suffix;
    private final String values;
    private final String text;

    CurationPart(String suffix, String values, String text) {
        this.suffix = suffix;
        this.values = values;
        this.text = text;
    }

    /** Returns the part, or {@code null} if it is a file of another cache. */
    static @Nullable CurationPart of(CacheReader reader) {
        String name = String.valueOf(reader.file().getFileName());
        for (CurationPart part : new CurationPart[] {RUNNING, ENDED, RESULTS}) {
            boolean isNamedSo = name.endsWith(part.suffix) && name.length() > part.suffix.length();
            if (isNamedSo && part.hasCodecsOf(reader)) {
                String own = name.substring(0, name.length() - part.suffix.length());
                Path results = reader.file().resolveSibling(own);
                return isFile(results) && isFile(RUNNING.beside(results)) && isFile(ENDED.beside(results))
                        ? part
                        : null;
            }
        }
        return null;
    }

    /** Returns the path of this part, given the path of the cache's own file. */
    Path beside(Path results) {
        return CompanionFiles.beside(results, suffix);
    }

    /** Returns a description. */
    String text() {
        return text;
    }

    /** Returns the meaning of a decoded value in this part. */
    Object meaning(Object value) {
        if (this == RUNNING && value instanceof Long startedEpochMillis) {
            return Map.of("startedAt", Instant.ofEpochMilli(startedEpochMillis).toString());
        }
        if (this == ENDED && value instanceof String end) {
            if (end.equals(CompanionFiles.EVICTED)) {
                return Map.of("evicted", true);
            }
            if (end.startsWith(CompanionFiles.FAILED)) {
                return Map.of("failed", end.substring(CompanionFiles.FAILED.length()));
            }
        }
        return value;
    }

    private boolean hasCodecsOf(CacheReader reader) {
        return reader.geometry().keys().equals(CodecIds.UTF_8)
                && reader.geometry().values().equals(values);
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }
}
