/**
 * Conversion of objects to the bytes of a slot and back. {@link io.rendercache.codec.Codec} is for users to implement;
 * {@link io.rendercache.codec.Codecs} has the built-in ones, which the engine reads without an intermediate copy.
 * Depends on nothing else of Rendercache.
 */
@NullMarked
package io.rendercache.codec;

import org.jspecify.annotations.NullMarked;
