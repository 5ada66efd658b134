/**
 * {@code latency}: what a caller waits for a hit while other threads insert without pause.
 */
@NullMarked
package io.rendercache.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
