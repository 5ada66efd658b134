package io.rendercache.benchmarks.gate;

/** A median and the interval that holds it, as logarithms of ratios: 0 is equal, more is slower. */
record Interval(double low, double median, double high) {
    /** Returns how far from equal this may be, either way. */
    double reach() {
        return Math.max(Math.abs(low), Math.abs(high));
    }
}
