package io.rendercache.benchmarks.node;

import java.time.Duration;

/**
 * What the node has to do.
 *
 * @param jobs how many jobs
 * @param workers how many threads take them
 * @param videos video layers in a job
 * @param frames frames composited in a job, each from all of its layers
 * @param leak the share of jobs that forget to close, from 0 to 1
 * @param seed of everything that is drawn by lot
 * @param longest when a run stops, done or not
 */
record Workload(int jobs, int workers, int videos, int frames, double leak, long seed, Duration longest) {}
