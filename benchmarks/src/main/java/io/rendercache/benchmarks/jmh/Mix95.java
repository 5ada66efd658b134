package io.rendercache.benchmarks.jmh;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 95 lookups to 5 inserts; the hot keys are 90 % of the capacity. */
@State(Scope.Benchmark)
public class Mix95 extends Mix {
    @Override
    int hotPerHundred() {
        return 90;
    }

    @Override
    int insertsPerHundred() {
        return 5;
    }
}
