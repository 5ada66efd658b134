/**
 * The layout of memory and files: descriptors with the offset of each field, the geometry of a cache, the file header.
 * Plain Java without access to memory, so that the operator's tool reads files by the same rules. Uses no other package
 * of Rendercache.
 */
@NullMarked
package io.rendercache.internal.layout;

import org.jspecify.annotations.NullMarked;
