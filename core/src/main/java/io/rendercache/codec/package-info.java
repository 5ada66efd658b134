/**
 * How objects become bytes in a slot and come back. {@link io.rendercache.codec.Codec} is for users to implement;
 * {@link io.rendercache.codec.Codecs} has the ones the engine knows by heart and reads without an intermediate copy.
 * Depends on nothing else of Rendercache.
 */
@NullMarked
package io.rendercache.codec;

import org.jspecify.annotations.NullMarked;
