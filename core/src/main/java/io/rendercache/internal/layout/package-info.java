/**
 * Where each field of memory and files lies: descriptors, the geometry of a cache, the file header. Plain Java without access
 * to memory, so that the operator's tool reads files by the same rules. Uses nothing else of ours.
 */
@NullMarked
package io.rendercache.internal.layout;

import org.jspecify.annotations.NullMarked;
