/**
 * The caches that are compared, each behind {@link io.rendercache.benchmarks.caches.CacheUnderTest}, the keys they are
 * asked for, and the proof that each holds what it should.
 */
@NullMarked
package io.rendercache.benchmarks.caches;

import org.jspecify.annotations.NullMarked;
