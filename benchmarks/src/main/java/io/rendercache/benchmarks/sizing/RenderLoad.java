package io.rendercache.benchmarks.sizing;

import java.util.SplittableRandom;

/**
 * Jobs that run side by side, each with directories of its own that it reads frame by frame: once a frame, all of them
 * in turn. Which job is next is drawn by lot. A job that is done is followed by a new one, and its keys are removed,
 * unless it is one that forgets.
 *
 * @param jobs how many there are
 * @param keys different keys of a job
 * @param rounds how often a job reads each of them
 * @param concurrent jobs that run at once
 * @param leak the share of jobs that forget to remove their keys, from 0 to 1
 * @param seed of the lots
 */
record RenderLoad(int jobs, int keys, int rounds, int concurrent, double leak, long seed) implements References {
    @Override
    public void forEach(Sink sink) {
        SplittableRandom lots = new SplittableRandom(seed);
        int running = Math.min(concurrent, jobs);
        int[] job = new int[running];
        int[] read = new int[running];
        int next = 0;
        while (next < running) {
            job[next] = next++;
        }
        while (running > 0) {
            int drawn = lots.nextInt(running);
            long first = (long) job[drawn] * keys;
            for (int key = 0; key < keys; key++) {
                sink.reference(first + key);
            }
            if (++read[drawn] < rounds) {
                continue;
            }
            if (!forgets(job[drawn])) {
                for (int key = 0; key < keys; key++) {
                    sink.remove(first + key);
                }
            }
            if (next < jobs) {
                job[drawn] = next++;
                read[drawn] = 0;
            } else {
                running--;
                job[drawn] = job[running];
                read[drawn] = read[running];
            }
        }
    }

    /** Evenly spread, so that any share is met to within one job. */
    private boolean forgets(int job) {
        return Math.floor((job + 1) * leak) > Math.floor(job * leak);
    }
}
