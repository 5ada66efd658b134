/**
 * Where measurements are kept: the folder of a run, the machine it was made on, and the JSON of both.
 */
@NullMarked
package io.rendercache.benchmarks.results;

import org.jspecify.annotations.NullMarked;
