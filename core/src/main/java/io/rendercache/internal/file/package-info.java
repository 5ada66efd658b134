/**
 * The file of a mapped cache: creation, locking, opening and refusal, and file I/O that an interrupt does not end. Uses
 * plain file channels and needs no JVM flag. Depends on {@code internal.layout} and {@code internal.concurrent} only.
 */
@NullMarked
package io.rendercache.internal.file;

import org.jspecify.annotations.NullMarked;
