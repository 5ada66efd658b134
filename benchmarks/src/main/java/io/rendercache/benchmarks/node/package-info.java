/**
 * The main job: a render node that works on real files, with the caches and without them, and shows what the difference
 * is.
 */
@NullMarked
package io.rendercache.benchmarks.node;

import org.jspecify.annotations.NullMarked;
