/**
 * How a command of {@code benchmarks.jar} is run: its streams, its one-line errors, its exit codes. Used by every
 * command.
 */
@NullMarked
package io.rendercache.benchmarks.command;

import org.jspecify.annotations.NullMarked;
