/**
 * The benchmarks jar: {@link io.rendercache.benchmarks.Launcher} starts either a command of Rendercache's own or JMH.
 */
@NullMarked
package io.rendercache.benchmarks;

import org.jspecify.annotations.NullMarked;
