package io.rendercache.benchmarks.node;

import java.nio.file.Path;

/**
 * One layer of a job.
 *
 * @param directory where its frames are
 * @param lastFrame the right answer to what its highest frame is
 */
record Video(Path directory, long lastFrame) {}
