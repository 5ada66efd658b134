package io.rendercache.benchmarks.sizing;

import org.jspecify.annotations.Nullable;

/**
 * What is sized.
 *
 * @param name for files, letters, digits and signs that any file system takes
 * @param kind which cache
 * @param cap the cap in question
 * @param references what it is asked for
 * @param assumption the load in words
 * @param job the jobs of the load, null if it has none
 * @param window references back for the average working set of what has no jobs
 */
record Subject(
        String name,
        CacheKind kind,
        int cap,
        References references,
        String assumption,
        @Nullable RenderLoad job,
        int window) {}
