/**
 * Codec adapters between objects and the bytes of a slot: keys and values are hashed, compared, written and read
 * without an intermediate byte array. Called by the engine with a stripe's lock held, so nothing here blocks or runs
 * user code.
 */
@NullMarked
package io.rendercache.internal.marshal;

import org.jspecify.annotations.NullMarked;
