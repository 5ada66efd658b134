package io.rendercache;

import io.rendercache.testing.SelfVerifying;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/**
 * What a job does in one of its runs, and how it can stand meanwhile, in that order. Of four courses the job and the
 * run determine one, so that whoever knows the run can say of each status where in it the job stands.
 *
 * <pre>
 *   course  calls                          stands
 *   0       started, completed             running, completed, evicted
 *   1       started, failed                running, failed
 *   2       started, failed, completed     running, failed, completed, evicted
 *   3       started, completed, failed     running, completed, evicted, failed
 * </pre>
 *
 * A stand is a number, of the run and of its place in this table; 0 is that of a job that was never started. What a
 * result or a message says of the run must be right.
 */
record JobCourse(int job, int run) {
    static final int STEP_BITS = 2;

    private static final int SMALL = 3_000;
    private static final int LARGE = 30_000;
    private static final List<String> CALLS = List.of("sc", "sf", "sfc", "scf");
    private static final List<String> STANDS = List.of("RCE", "RF", "RFCE", "RCEF");

    static JobCourse of(int job, int run) {
        return new JobCourse(job, run);
    }

    static String id(int job) {
        return "job-" + job;
    }

    int calls() {
        return CALLS.get(number()).length();
    }

    /** Makes one of the calls. */
    void call(CurationResultCache cache, String jobId, int step, Random random) {
        switch (CALLS.get(number()).charAt(step)) {
            case 's' -> cache.started(jobId);
            case 'f' -> cache.failed(jobId, message(jobId, run));
            default -> cache.completed(jobId, SelfVerifying.bytes(jobId, run, random.nextInt(3) == 0 ? LARGE : SMALL));
        }
    }

    /** Returns the last stand that the job can come to by this call. */
    long ceiling(int step) {
        long reached = floor(step);
        return stands().startsWith("CE", (int) reached & mask()) ? reached + 1 : reached;
    }

    /** Returns the stand that the job has come to when this call has returned, if it has not gone on by itself. */
    long floor(int step) {
        char wanted = "RFC".charAt("sfc".indexOf(CALLS.get(number()).charAt(step)));
        return stand(run, stands().indexOf(wanted));
    }

    long lastFloor() {
        return floor(calls() - 1);
    }

    /** Whether this is how the job can be seen at this stand. */
    static boolean fits(int job, long stand, CurationStatus status) {
        int run = (int) (stand >>> STEP_BITS);
        int place = (int) stand & mask();
        if (run == 0) {
            return place == 0 && status instanceof CurationStatus.Unknown;
        }
        String stands = of(job, run).stands();
        char now = place < stands.length() ? stands.charAt(place) : ' ';
        if (status instanceof CurationStatus.Completed completed) {
            return now == 'C' && ByteBuffer.wrap(completed.result()).getInt(Long.BYTES) == run;
        }
        if (status instanceof CurationStatus.Failed failed) {
            return now == 'F' && failed.error().equals(message(id(job), run));
        }
        return now == 'R' && status instanceof CurationStatus.Running
                || now == 'E' && status instanceof CurationStatus.Evicted;
    }

    static String name(int job, long stand) {
        int run = (int) (stand >>> STEP_BITS);
        return run == 0 ? "unknown" : "run " + run + " " + of(job, run).stands() + " " + (stand & mask());
    }

    /** Fails unless this is a whole result of the job, of some run. */
    static void check(String jobId, byte[] result) {
        SelfVerifying.check(jobId, result, result.length > SMALL ? LARGE : limit(jobId, result));
    }

    private static int limit(String jobId, byte[] result) {
        int run = result.length < SelfVerifying.MIN_BYTES
                ? 0
                : ByteBuffer.wrap(result).getInt(Long.BYTES);
        return SelfVerifying.bytes(jobId, run, SMALL).length == result.length ? SMALL : LARGE;
    }

    private int number() {
        return (job + run) % CALLS.size();
    }

    private String stands() {
        return STANDS.get(number());
    }

    private static long stand(int run, int place) {
        return (long) run << STEP_BITS | place;
    }

    private static int mask() {
        return (1 << STEP_BITS) - 1;
    }

    private static String message(String jobId, int run) {
        return jobId + " failed in run " + run;
    }
}
