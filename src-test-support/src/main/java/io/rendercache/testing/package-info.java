/**
 * What the tests of every module share: reference models to compare the engine with, seeded keys and access traces,
 * values that give away a torn read, a harness for threads, frame-directory fixtures and child JVMs. Depends on nothing
 * of Rendercache, and is simple rather than fast: what judges must be easy to judge.
 */
@NullMarked
package io.rendercache.testing;

import org.jspecify.annotations.NullMarked;
