package io.rendercache.internal.curation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a cache of curation results; checked by its creator.
 *
 * @param name the cache's name in messages
 * @param maxResults most results
 * @param maxBytes most bytes of results and their jobs' ids
 * @param maxResultBytes longest result
 * @param maxRunning most jobs recorded as running
 * @param maxRemembered most jobs recorded as failed or evicted
 * @param maxJobIdBytes longest job id
 * @param file the file of results, or {@code null} for memory
 * @param isRecreated whether files that do not fit are set aside
 */
public record CurationConfig(
        String name,
        int maxResults,
        long maxBytes,
        int maxResultBytes,
        int maxRunning,
        int maxRemembered,
        int maxJobIdBytes,
        @Nullable Path file,
        boolean isRecreated) {}
