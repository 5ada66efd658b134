/**
 * Regions of memory outside the heap and the layouts drawn on them. {@link io.rendercache.internal.memory.Memory} is
 * the only class of the library that touches a raw address; the descriptors say what lies where and hold no state. May
 * be used by the engine and by nothing above it; depends on Agrona and, for what is mapped, on the file under it.
 *
 * <p>Conventions, stated once. An <em>address</em> is absolute and never stored in a region; what is stored are slot
 * numbers (from 1; 0 is "none") and offsets, so a region means the same wherever it lies. The order of an access is
 * named in the call: plain where a lock or a later validation covers it, {@code Acquire} and {@code Release} where it
 * pairs with a partner, {@code Opaque} where only the value matters.
 */
@NullMarked
package io.rendercache.internal.memory;

import org.jspecify.annotations.NullMarked;
