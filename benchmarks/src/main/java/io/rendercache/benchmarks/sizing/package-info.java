/** {@code sizing}: how many entries a cache needs, from a trace or from a described load. */
@NullMarked
package io.rendercache.benchmarks.sizing;

import org.jspecify.annotations.NullMarked;
