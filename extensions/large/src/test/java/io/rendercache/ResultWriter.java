package io.rendercache;

import io.rendercache.testing.SelfVerifying;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Runs numbered jobs in a cache on a file until it is killed; prints {@code READY} when the cache is open and a first
 * job has ended. Arguments: the file, the number to begin with.
 */
final class ResultWriter {
    static final String READY = "READY";
    static final int JOBS = 60;
    static final int MAX_RESULTS = 16;
    static final int MAX_BYTES = 600_000;

    private static final int MAX_RESULT_BYTES = 120_000;
    private static final int MAX_INLINE_BYTES = 3_000;

    private ResultWriter() {}

    /** Runs in the child; ends only if something fails. */
    public static void main(String[] args) throws IOException {
        int number = Integer.parseInt(args[1]);
        try (CurationResultCache cache = open(Path.of(args[0]))) {
            work(cache, number);
            System.out.println(READY);
            while (true) {
                number = Math.addExact(number, 1);
                work(cache, number);
            }
        }
    }

    static CurationResultCache open(Path file) {
        return CurationResultCache.builder()
                .maxResults(MAX_RESULTS)
                .maxBytes(MAX_BYTES)
                .mappedTo(file)
                .build();
    }

    static String job(int number) {
        return "job-" + number % JOBS;
    }

    static String message(int number) {
        return "failed as number " + number;
    }

    /** Fails unless this is a whole result of the job; returns the number that it was made with. */
    static int check(String job, byte[] result) {
        int number = ByteBuffer.wrap(result).getInt(Long.BYTES);
        SelfVerifying.check(job, result, limit(number));
        return number;
    }

    private static void work(CurationResultCache cache, int number) throws IOException {
        String job = job(number);
        cache.started(job);
        if (number % 7 == 0) {
            cache.failed(job, message(number));
            return;
        }
        byte[] result = SelfVerifying.bytes(job, number, limit(number));
        if (number % 2 == 0) {
            cache.completed(job, result);
        } else {
            cache.completed(job, new ByteArrayInputStream(result));
        }
    }

    private static int limit(int number) {
        return number % 3 == 0 ? MAX_INLINE_BYTES : MAX_RESULT_BYTES;
    }
}
