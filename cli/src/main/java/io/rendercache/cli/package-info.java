/**
 * {@code rendercache}: the operator's tool for the files of caches. It inspects, checks, prints and copies a file with
 * plain file channels: no JVM flag, no mapping, no lock. Of the library it uses only {@code internal.layout}: the
 * layout of files, and the rules by which slots, clocks and headers are judged. Only {@code copy} writes, and only the
 * copy.
 *
 * <p>It runs in a process of its own. Reading a file in a JVM that has it open as a cache would lose the cache's lock,
 * which POSIX drops when any channel of the file is closed.
 */
@NullMarked
package io.rendercache.cli;

import org.jspecify.annotations.NullMarked;
