package io.rendercache.benchmarks.latency;

/**
 * One run of {@link WriteCase}, as the fork is told on its standard input.
 *
 * @param name the case's
 * @param entries the most that the cache may hold, and does
 * @param stripes 0 for the cache's own choice
 * @param rate inserts per second, where another thread is at work
 * @param rounds how often the cache is filled, where that is needed for each
 * @param seconds for how long the other thread is at work, where it repeats it
 */
record WritePlan(String name, int entries, int stripes, long rate, int rounds, int seconds) {
    WriteCase writeCase() {
        return WriteCase.named(name);
    }

    WritePlan of(int otherEntries, int otherRounds, int otherSeconds) {
        return new WritePlan(name, otherEntries, stripes, rate, otherRounds, otherSeconds);
    }
}
