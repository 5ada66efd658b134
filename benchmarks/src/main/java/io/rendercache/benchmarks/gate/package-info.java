/** The gate: facts against a baseline, speed as ratios, and a verdict that a merge can be held to. */
@NullMarked
package io.rendercache.benchmarks.gate;

import org.jspecify.annotations.NullMarked;
