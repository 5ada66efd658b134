package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/** One thread of the node: makes a job's videos, composites its frames, closes it, removes its videos. */
final class Worker {
    private static final int DIGITS = 3;

    private final Workload workload;
    private final Videos videos;
    private final Clamps clamps;
    private final BooleanSupplier stopped;
    private final Histogram lookups = new Histogram(DIGITS);

    // Written by the worker's own thread; progress may read them late.
    private volatile long frames;
    private long compositingNanos;
    private int forgotten;
    private long picture;

    Worker(Workload workload, Videos videos, Clamps clamps, BooleanSupplier stopped) {
        this.workload = workload;
        this.videos = videos;
        this.clamps = clamps;
        this.stopped = stopped;
        lookups.setAutoResize(true);
    }

    /** Does one job; returns whether it was done to the end. */
    boolean work(int job) throws IOException {
        try {
            List<Video> layers = videos.take(job, workload.videos(), stopped);
            if (stopped.getAsBoolean()) {
                return false;
            }
            return render(RenderNode.jobId(job), forgets(job), layers);
        } finally {
            videos.giveBack(job);
        }
    }

    private boolean render(String jobId, boolean forget, List<Video> layers) {
        Clamps.OfJob scope = clamps.openJob(jobId);
        boolean leave = false;
        long began = System.nanoTime();
        try {
            boolean done = composite(jobId, scope, layers);
            leave = forget;
            forgotten += forget ? 1 : 0;
            return done;
        } finally {
            compositingNanos += System.nanoTime() - began;
            if (!leave) {
                scope.close();
            }
        }
    }

    private boolean composite(String jobId, Clamps.OfJob scope, List<Video> layers) {
        Clamps.OfLayer[] clampOf = new Clamps.OfLayer[layers.size()];
        for (int i = 0; i < clampOf.length; i++) {
            clampOf[i] = scope.layer(layers.get(i).directory());
        }
        for (int frame = 0; frame < workload.frames(); frame++) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            for (int i = 0; i < clampOf.length; i++) {
                long asked = System.nanoTime();
                long last = clampOf[i].lastFrame();
                lookups.recordValue(System.nanoTime() - asked);
                if (last != layers.get(i).lastFrame()) {
                    throw new WrongClampException(jobId, layers.get(i), last);
                }
                // The frame that is read: the layer's own, or its last one once it has ended.
                picture = picture * 31 + Math.min(frame, last);
            }
            frames += clampOf.length;
        }
        return true;
    }

    /** Evenly spread, so that any share is met to within one job. */
    private boolean forgets(int job) {
        return Math.floor((job + 1) * workload.leak()) > Math.floor(job * workload.leak());
    }

    long frames() {
        return frames;
    }

    long compositingNanos() {
        return compositingNanos;
    }

    int forgotten() {
        return forgotten;
    }

    Histogram lookups() {
        return lookups;
    }
}
