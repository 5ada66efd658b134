/**
 * Regions of memory outside the heap, and access to them. The only package of the library that accesses raw addresses,
 * through Agrona. Used by the engine and the slot codecs; uses {@code internal.file} for mapped regions, {@code
 * internal.concurrent} and {@code internal.layout}.
 *
 * <p>Conventions. An <em>address</em> is absolute and never stored in a region; slot numbers (from 1; 0 is "none") and
 * offsets are stored, so a region is independent of its address. The memory ordering of an access is part of its name:
 * plain where a lock or a later validation covers it, {@code Acquire} and {@code Release} where it pairs with another
 * access, {@code Opaque} where only the value matters.
 */
@NullMarked
package io.rendercache.internal.memory;

import org.jspecify.annotations.NullMarked;
