package io.rendercache.benchmarks.gate;

/**
 * One line of the verdict.
 *
 * @param what the fact or the comparison
 * @param was the baseline's value, the other side or the limit
 * @param is what was measured
 * @param outcome what follows
 * @param remark what a reader should know besides, or empty
 */
record Finding(String what, String was, String is, Outcome outcome, String remark) {}
