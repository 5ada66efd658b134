/**
 * What several packages need for threads and the JDK lacks: waiting without being interrupted, and words that threads do not
 * share. Uses nothing of ours.
 */
@NullMarked
package io.rendercache.internal.concurrent;

import org.jspecify.annotations.NullMarked;
