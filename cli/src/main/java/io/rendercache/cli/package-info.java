/**
 * {@code rendercache}: the operator's tool for the files of caches. It looks into a file, checks, prints and copies it,
 * with plain file channels: no JVM flag, no mapping, no lock. Of the library it uses only
 * {@code internal.layout}: where each field lies, and the rules by which slots, orders and headers are judged. Only {@code copy} writes, and only what it makes.
 *
 * <p>It runs in a process of its own. To read a file in a JVM that has it open as a cache would cost the cache its lock,
 * which POSIX drops when any channel of the file is closed.
 */
@NullMarked
package io.rendercache.cli;

import org.jspecify.annotations.NullMarked;
