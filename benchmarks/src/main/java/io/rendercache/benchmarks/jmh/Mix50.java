package io.rendercache.benchmarks.jmh;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 50 lookups to 50 inserts; the hot keys are 25 % of the capacity. */
@State(Scope.Benchmark)
public class Mix50 extends Mix {
    @Override
    int hotPerHundred() {
        return 25;
    }

    @Override
    int insertsPerHundred() {
        return 50;
    }
}
