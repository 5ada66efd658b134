/**
 * The {@code report} command: from a folder of measured runs to one page and its charts.
 */
@NullMarked
package io.rendercache.benchmarks.report;

import org.jspecify.annotations.NullMarked;
