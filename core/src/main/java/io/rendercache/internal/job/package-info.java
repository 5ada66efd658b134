/**
 * From a directory to its highest frame: {@link io.rendercache.internal.job.DirectoryPath} gives a directory one
 * spelling without asking the file system, and {@link io.rendercache.internal.job.FrameListing} reads it. Both are
 * stateless and know nothing of jobs, caches or memory; this package depends on nothing else of Rendercache. The
 * frame-directory cache in {@link io.rendercache} calls it, the listing on a miss only and outside every lock; nobody
 * else does, and users of the library never.
 */
@NullMarked
package io.rendercache.internal.job;

import org.jspecify.annotations.NullMarked;
