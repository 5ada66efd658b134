/**
 * Jobs and their frame directories. {@link io.rendercache.internal.job.DirectoryPath} gives a directory one spelling without
 * asking the file system, and {@link io.rendercache.internal.job.FrameListing} reads it, on a miss only and outside every
 * lock. {@link io.rendercache.internal.job.JobTable} knows which jobs are open, {@link
 * io.rendercache.internal.job.OwnerIds} what the engine calls them, {@link io.rendercache.internal.job.JobKeys} the bytes
 * of their keys. Used by the frame-directory cache in {@link io.rendercache} alone.
 */
@NullMarked
package io.rendercache.internal.job;

import org.jspecify.annotations.NullMarked;
