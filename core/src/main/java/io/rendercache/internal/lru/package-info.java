/**
 * The LRU engine, on bytes. Any number of threads look up through {@link io.rendercache.internal.lru.ReadPath}, without
 * locks, and write through {@link io.rendercache.internal.lru.WritePath}, with one stripe's lock at a time; {@link
 * io.rendercache.internal.lru.Engine} has the operations on all entries, and {@link
 * io.rendercache.internal.lru.Stripes} the structures and locks that all of them share. Below is a core of
 * single-threaded classes, one for each concern: hash index, recency list, owners' lists, free slots. Used by the store
 * and the job package; uses {@code internal.marshal}, {@code internal.memory}, {@code internal.layout}, and {@code
 * internal.file} for mapped caches.
 *
 * <p>Conventions. All state of entries is in the region, none of it on the heap. A method whose name ends in {@code
 * Locked}, and every method of the core, is called with its stripe's lock held or on a structure that no other thread
 * can reach. A slot number is 1 or more, 0 is none. A thread never holds two stripe locks, and while it holds one it
 * runs only code of this package, {@code internal.memory}, {@code internal.marshal}, and the callbacks that are
 * documented to be called so.
 */
@NullMarked
package io.rendercache.internal.lru;

import org.jspecify.annotations.NullMarked;
