/**
 * Typed entries over the engine: {@link io.rendercache.internal.store.LruStore} answers every {@code get} and {@code
 * put}; the other classes are the limits, the byte budget with the values out of line, and the map view. Used by the
 * public caches and by the label and curation packages; uses the engine, codecs, loads and notifications.
 */
@NullMarked
package io.rendercache.internal.store;

import org.jspecify.annotations.NullMarked;
