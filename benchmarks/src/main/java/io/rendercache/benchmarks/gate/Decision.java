package io.rendercache.benchmarks.gate;

/**
 * Decides from numbers alone whether one side is slower than it may be.
 *
 * <p>A round finds a side slower only where the whole interval of its ratio lies beyond the limit by more than 5 % and
 * by more than the same jar differs from itself. It finds that the limit holds where a slowdown by 10 % can be ruled
 * out. All between is unsure. A regression is what two rounds found.
 */
final class Decision {
    /** Slowdowns up to this are let pass: {@code log(1.05)}. */
    static final double TOLERATED = Math.log(1.05);

    /** What a round must be able to rule out to say that the limit holds: {@code log(1.10)}. */
    static final double RULED_OUT = Math.log(1.10);

    /** The resamples of each interval. */
    static final int RESAMPLES = 2_000;

    /** What one round found. */
    enum Call {
        HOLDS,
        SLOWER,
        UNSURE
    }

    /**
     * One round.
     *
     * @param ratio of the side to what it is held against
     * @param control of each jar to itself
     * @param call what follows
     */
    record Round(Interval ratio, Interval control, Call call) {}

    private final Bootstrap bootstrap;
    private final long seed;

    Decision(int resamples, long seed) {
        this.bootstrap = new Bootstrap(resamples);
        this.seed = seed;
    }

    /**
     * Judges one round.
     *
     * @param ratios logarithms of the ratios, one a pair of forks
     * @param controls the same of forks of the same jar
     * @param limit logarithm of the ratio that is allowed, 0 for as fast as the other side
     */
    Round judge(double[] ratios, double[] controls, double limit) {
        Interval ratio = bootstrap.ofMedian(ratios, seed);
        Interval control = bootstrap.ofMedian(controls, seed + 1);
        Call call;
        if (ratio.low() > limit + Math.max(TOLERATED, control.reach())) {
            call = Call.SLOWER;
        } else if (ratio.high() < limit + RULED_OUT) {
            call = Call.HOLDS;
        } else {
            call = Call.UNSURE;
        }
        return new Round(ratio, control, call);
    }

    /**
     * Returns what a first round alone says, or the two rounds together; a second is needed only after a slower first.
     */
    static Outcome settle(Call first, Call second) {
        Call last = first == Call.SLOWER ? second : first;
        return switch (last) {
            case HOLDS -> Outcome.HOLDS;
            case SLOWER -> Outcome.REGRESSED;
            case UNSURE -> Outcome.INCONCLUSIVE;
        };
    }
}
