/** What is timed: hits, misses, inserts that evict, mixes of them, and a Zipf-distributed load. */
@NullMarked
package io.rendercache.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
