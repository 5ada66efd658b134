package io.rendercache.benchmarks.gate;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Forks whose scores are drawn: the logarithm of each is normal about that of its side. */
final class DrawnScores implements Forks {
    /**
     * The standard deviation of a fork's logarithm on the machine of {@code perf-results/2026-11-21-xeon-2-cores-*},
     * from the two forks of each cache in {@code hit-threads-1.json} on both JDKs: the median of the 14 differences of
     * the logarithms of their means, as a normal distribution has it (divided by 0.6745), over the root of 2. The
     * median, because two of the 14 pairs were disturbed.
     */
    static final double FORK_NOISE = 0.040;

    private static final double NANOS = 33;

    private final ToDoubleFunction<String> slowdown;
    private final double noise;
    private final int jdk;
    private final SplittableRandom random;
    private int runs;

    DrawnScores(double noise, long seed, ToDoubleFunction<String> slowdown) {
        this(noise, seed, 17, slowdown);
    }

    DrawnScores(double noise, long seed, int jdk, ToDoubleFunction<String> slowdown) {
        this.noise = noise;
        this.slowdown = slowdown;
        this.jdk = jdk;
        this.random = new SplittableRandom(seed);
    }

    int runs() {
        return runs;
    }

    @Override
    public Scores run(String side) {
        runs++;
        Map<String, Double> nanos = new TreeMap<>();
        nanos.put("GetHit 1000", draw(side));
        return new Scores(jdk, nanos);
    }

    /** Box and Muller's: Java 17 has none for splittable generators that 25 would draw alike. */
    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private double draw(String side) {
        return NANOS * slowdown.applyAsDouble(side) * Math.exp(noise * gaussian());
    }
}
