/**
 * Loading: one load per key at a time, and the guard that keeps an overtaken load from being cached. May be used by the
 * typed caches and the store; uses nothing of the engine.
 */
@NullMarked
package io.rendercache.internal.load;

import org.jspecify.annotations.NullMarked;
