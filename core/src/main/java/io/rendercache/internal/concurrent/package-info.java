/**
 * Concurrency primitives that the JDK lacks: uninterruptible waits, a reserve of stack, and words striped by
 * thread. Uses no other package of Rendercache.
 */
@NullMarked
package io.rendercache.internal.concurrent;

import org.jspecify.annotations.NullMarked;
