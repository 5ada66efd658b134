package io.rendercache.benchmarks.gate;

/** What the gate answers; the exit code says it to scripts. */
enum Outcome {
    /** Nothing is worse. */
    HOLDS(0),
    /** Something is worse, and that is certain. */
    REGRESSED(1),
    /** The machine was too noisy to tell. */
    INCONCLUSIVE(3),
    /** The two sides were not measured on the same: another JDK, another machine, other benchmarks. */
    NOT_COMPARABLE(4);

    private final int exitCode;

    Outcome(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** Returns the one that weighs more: a regression over what cannot be compared, that over noise. */
    Outcome and(Outcome other) {
        return weight() >= other.weight() ? this : other;
    }

    private int weight() {
        return switch (this) {
            case HOLDS -> 0;
            case INCONCLUSIVE -> 1;
            case NOT_COMPARABLE -> 2;
            case REGRESSED -> 3;
        };
    }
}
