/**
 * The file under a mapped cache: its header, how it is made, locked, opened and refused. Works on plain file channels and
 * needs no flag of the JVM, so that a tool can read a file that a cache has open. May be used by every package that has
 * to do with files; uses nothing else of Rendercache.
 */
@NullMarked
package io.rendercache.internal.file;

import org.jspecify.annotations.NullMarked;
