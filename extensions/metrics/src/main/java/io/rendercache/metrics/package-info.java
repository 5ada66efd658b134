/**
 * Monitoring of caches: Micrometer meters ({@link io.rendercache.metrics.RenderCacheMetrics}) and a read-only MXBean
 * ({@link io.rendercache.metrics.RenderCacheJmx}). Both refer to a cache weakly, so that neither a registry nor the
 * MBean server keeps one reachable, and both still answer when it is closed or collected. Micrometer is an optional
 * dependency and {@code java.management} an optional module: a program that uses neither class needs neither, and loads
 * no class of them.
 */
@NullMarked
package io.rendercache.metrics;

import org.jspecify.annotations.NullMarked;
