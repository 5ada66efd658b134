/**
 * The main job: a render node that works on real directories, with the frame-directory cache and without it, and shows
 * what the difference is.
 */
@NullMarked
package io.rendercache.benchmarks.node;

import org.jspecify.annotations.NullMarked;
