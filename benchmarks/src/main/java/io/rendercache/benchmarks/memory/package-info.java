/** Memory for each entry of every cache, on the heap and beside it, measured the same way for all. */
@NullMarked
package io.rendercache.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
