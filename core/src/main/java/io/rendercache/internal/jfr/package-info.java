/**
 * Flight recorder events, and the registration of open caches for them. Used by the caches; uses no other package of
 * Rendercache. Only this package uses {@code jdk.jfr}, and only if the runtime has it: in a runtime that was linked
 * without that module, every call does nothing.
 */
@NullMarked
package io.rendercache.internal.jfr;

import org.jspecify.annotations.NullMarked;
