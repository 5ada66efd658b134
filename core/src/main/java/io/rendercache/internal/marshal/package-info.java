/**
 * Between objects and the bytes of a slot: how keys and values are hashed, compared, written and read without becoming a
 * byte array first. Called by the engine with a stripe's lock held, so nothing here blocks or runs code of the user's.
 */
@NullMarked
package io.rendercache.internal.marshal;

import org.jspecify.annotations.NullMarked;
