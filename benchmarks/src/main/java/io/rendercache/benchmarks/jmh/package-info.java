/**
 * What is timed: hits, misses, inserts that evict, mixes of them, and a Zipf-distributed load; labels, results, and
 * what a mapped file and a listener change.
 */
@NullMarked
package io.rendercache.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
