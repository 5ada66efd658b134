/**
 * The public API of Rendercache: the bounded LRU map {@link io.rendercache.BoundedLru}, the frame-directory cache
 * {@link io.rendercache.FrameDirCache}, the image labels in {@link io.rendercache.ImageLabelCache} and the curation
 * results in {@link io.rendercache.CurationResultCache}, all on the same engine, and the immutable values they return.
 * Everything here is safe for any number of threads unless it says otherwise. Applications use this package and {@link
 * io.rendercache.codec}, and nothing under {@code internal}.
 *
 * <p>Arguments and return values are never {@code null} unless annotated {@code @Nullable}; passing {@code null} throws
 * a {@link java.lang.NullPointerException}. Times are in nanoseconds and sizes in bytes, as their names say.
 */
@NullMarked
package io.rendercache;

import org.jspecify.annotations.NullMarked;
