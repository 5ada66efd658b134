/**
 * What a cache does, for those who watch from outside: as Micrometer meters ({@link io.rendercache.metrics.RenderCacheMetrics})
 * and as a read-only MXBean ({@link io.rendercache.metrics.RenderCacheJmx}). Both look at a cache through a weak reference, so
 * that neither a registry nor the MBean server keeps one alive, and both go on to answer when it is closed or collected.
 * Micrometer is an optional dependency and {@code java.management} an optional module: a program that uses neither class
 * needs neither, and loads nothing of them.
 */
@NullMarked
package io.rendercache.metrics;

import org.jspecify.annotations.NullMarked;
