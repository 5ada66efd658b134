/**
 * What caches tell the flight recorder: events of {@code jdk.jfr}, and which caches are open. Used by the caches; uses nothing
 * else of Rendercache. Only this package touches {@code jdk.jfr}, and only where the runtime has it: in one that was linked
 * without that module, every call does nothing.
 */
@NullMarked
package io.rendercache.internal.jfr;

import org.jspecify.annotations.NullMarked;
