/**
 * Jobs and their frame directories. {@link io.rendercache.internal.job.DirectoryPath} normalises the spelling of a
 * directory without accessing the file system, and {@link io.rendercache.internal.job.FrameListing} lists it, on a miss
 * only and outside all locks. {@link io.rendercache.internal.job.JobTable} knows which jobs are open, {@link
 * io.rendercache.internal.job.OwnerIds} their numbers in the engine, {@link io.rendercache.internal.job.JobKeys} the
 * bytes of their keys. Used only by {@code FrameDirCache}.
 */
@NullMarked
package io.rendercache.internal.job;

import org.jspecify.annotations.NullMarked;
