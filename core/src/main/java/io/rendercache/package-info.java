/**
 * What users of Rendercache see: the bounded LRU map {@link io.rendercache.BoundedLru}, the frame-directory cache
 * {@link io.rendercache.FrameDirCache}, the image labels in {@link io.rendercache.ImageLabelCache} and the curation results
 * in {@link io.rendercache.CurationResultCache}, all on the same engine, and the immutable values they report. Everything here is
 * safe for any number of threads unless it says otherwise. Code outside the library touches this package and {@link
 * io.rendercache.codec}, and nothing under {@code internal}.
 *
 * <p>No argument may be {@code null}, and no answer is, but where {@code @Nullable} says so: {@code null} gets a {@link
 * java.lang.NullPointerException}. Times are in nanoseconds and sizes in bytes, as their names say.
 */
@NullMarked
package io.rendercache;

import org.jspecify.annotations.NullMarked;
