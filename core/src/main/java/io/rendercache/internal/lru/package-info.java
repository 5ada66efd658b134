/**
 * The LRU itself, on bytes. {@link io.rendercache.internal.lru.Engine} is the shell that any number of threads call:
 * it finds without locks and changes under one stripe's lock at a time. Beneath it lies a core that knows no threads,
 * one concern a class: the hash index, the recency ring, the owners' lists, the free slots. Forms say how an object of
 * the heap is hashed, compared and written without becoming a byte array first. May be touched by the caches of {@code
 * io.rendercache} only; depends on {@code internal.memory}, and on {@code internal.files} for what is mapped.
 *
 * <p>Conventions, stated once. Everything that lasts is in the region, none of it on the heap. A method whose name says
 * {@code locked}, and every method of the core, is called with its stripe's lock held or on a structure that no other
 * thread can reach. A slot number is 1 or more, 0 is none. At no time does a thread hold two locks, or a lock while it
 * runs code that is not of this package or of {@code internal.memory}.
 */
@NullMarked
package io.rendercache.internal.lru;

import org.jspecify.annotations.NullMarked;
