/**
 * What modules implement to extend the caches; applications do not need it.
 *
 * <p>{@link io.rendercache.spi.LargeValueStoreProvider} opens stores for values that are too large for a slot. The
 * artifact {@code io.rendercache:rendercache-large} has the one that comes with this library.
 */
@NullMarked
package io.rendercache.spi;

import org.jspecify.annotations.NullMarked;
