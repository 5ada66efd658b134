package io.rendercache.benchmarks.node;

import io.rendercache.CurationStatus;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What one curation job comes to, which its number alone decides: a result, from 1 KB to 4 MB and all orders of
 * magnitude alike, or a failure.
 */
final class CurationJob {
    static final int LEAST_BYTES = 1 << 10;
    static final int MOST_BYTES = 1 << 22;

    private static final int ONE_IN_FAILS = 20;

    private final int number;
    private final long seed;
    private final int length;

    CurationJob(int number, long seed) {
        this.number = number;
        this.seed = seed * 31 + number;
        double drawn = new SplittableRandom(this.seed).nextDouble();
        this.length = (int) (LEAST_BYTES * Math.pow((double) MOST_BYTES / LEAST_BYTES, drawn));
    }

    int number() {
        return number;
    }

    String id() {
        return RenderNode.jobId(number);
    }

    boolean fails() {
        return number % ONE_IN_FAILS == ONE_IN_FAILS - 1;
    }

    String error() {
        return "no usable frame in " + id();
    }

    /** Makes its result. */
    byte[] make() {
        byte[] result = new byte[(length + Long.BYTES - 1) / Long.BYTES * Long.BYTES];
        ByteBuffer words = ByteBuffer.wrap(result);
        SplittableRandom random = new SplittableRandom(seed);
        while (words.hasRemaining()) {
            words.putLong(random.nextLong());
        }
        return Arrays.copyOf(result, length);
    }

    /**
     * Fails unless this answer was possible, and the result in it is the job's.
     *
     * @param before how far the job had come before it was asked for
     * @param after how far it had come after it was answered
     */
    void verify(Stage before, CurationStatus status, Stage after) {
        boolean possible;
        if (status instanceof CurationStatus.Completed completed) {
            possible = !after.isBefore(Stage.ENDING) && !fails();
            verify(completed.result());
        } else if (status instanceof CurationStatus.Evicted) {
            possible = !after.isBefore(Stage.ENDING) && !fails();
        } else if (status instanceof CurationStatus.Failed failure) {
            possible =
                    !after.isBefore(Stage.ENDING) && fails() && failure.error().equals(error());
        } else if (status instanceof CurationStatus.Running) {
            possible = before.isBefore(Stage.ENDED);
        } else {
            possible = before == Stage.WAITING;
        }
        if (!possible) {
            throw new WrongResultException(
                    id(), status + " was answered, but it was " + before + " before and " + after + " after");
        }
    }

    private void verify(byte[] found) {
        int mismatch = Arrays.mismatch(make(), found);
        if (mismatch >= 0) {
            throw new WrongResultException(
                    id(), "its result of " + length + " bytes differs at byte " + mismatch + " of " + found.length);
        }
    }

    /** A stream that takes its result, and fails at the first byte that is another. */
    Verifying verifying() {
        return new Verifying(make());
    }

    /** Takes a result in parts. */
    final class Verifying extends OutputStream {
        private final byte[] right;
        private int taken;

        private Verifying(byte[] right) {
            this.right = right;
        }

        @Override
        public void write(int found) {
            write(new byte[] {(byte) found}, 0, 1);
        }

        @Override
        public void write(byte[] found, int from, int count) {
            int end = Math.min(right.length, taken + count);
            int mismatch = Arrays.mismatch(right, taken, end, found, from, from + count);
            if (mismatch >= 0) {
                throw new WrongResultException(
                        id(), "its result of " + right.length + " bytes differs at byte " + (taken + mismatch));
            }
            taken = end;
        }

        /** Fails unless all of it has come. */
        void verifyComplete() {
            if (taken != right.length) {
                throw new WrongResultException(
                        id(), "of its " + right.length + " bytes only " + taken + " were written");
            }
        }
    }
}
