/**
 * Concurrency primitives that the JDK lacks: uninterruptible waits, and words striped by thread. Uses no other package
 * of Rendercache.
 */
@NullMarked
package io.rendercache.internal.concurrent;

import org.jspecify.annotations.NullMarked;
