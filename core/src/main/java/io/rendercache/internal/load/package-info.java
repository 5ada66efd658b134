/**
 * Loading: one load per key at a time, and the guard that keeps an invalidated load from being cached. Used by the
 * store and the job package; uses the engine's {@code WriteGuard}, flight recorder
 * events and the concurrency primitives.
 */
@NullMarked
package io.rendercache.internal.load;

import org.jspecify.annotations.NullMarked;
