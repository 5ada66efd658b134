/**
 * Curation jobs: the tables of running jobs, results and ended jobs, and the locks that order the changes of one job.
 * Used by {@code CurationResultCache} only; built on the store.
 */
@NullMarked
package io.rendercache.internal.curation;

import org.jspecify.annotations.NullMarked;
