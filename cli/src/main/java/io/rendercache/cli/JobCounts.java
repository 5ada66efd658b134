package io.rendercache.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the entries of each job in the file of a {@code FrameDirCache}, in bounded memory. For one thread. */
final class JobCounts {
    /** How many jobs are counted separately; of further ones only the sum is kept. */
    static final int MOST_JOBS = 16_384;

    /** The maximum length of the ids of those jobs together, in characters. */
    private static final int MOST_CHARS = 1 << 22;

    private final Map<String, long[]> entries = new HashMap<>();
    private long entriesOfOthers;
    private int chars;

    void add(Slot slot) {
        try {
            String job = Decoder.job(slot.key());
            long[] count = entries.get(job);
            if (count == null && entries.size() < MOST_JOBS && job.length() <= MOST_CHARS - chars) {
                chars += job.length();
                count = new long[1];
                entries.put(job, count);
            }
            if (count == null) {
                entriesOfOthers++;
            } else {
                count[0]++;
            }
        } catch (UndecodableException e) {
            entriesOfOthers++;
        }
    }

    /** Adds the jobs with the most entries. */
    void addTo(Report report, int top) {
        List<Map.Entry<String, long[]>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.<Map.Entry<String, long[]>>comparingLong(entry -> -entry.getValue()[0])
                .thenComparing(Map.Entry::getKey));
        List<Object> first = new ArrayList<>();
        for (Map.Entry<String, long[]> entry : sorted.subList(0, Math.min(top, sorted.size()))) {
            Map<String, Object> job = new LinkedHashMap<>();
            job.put("job", entry.getKey());
            job.put("entries", entry.getValue()[0]);
            first.add(job);
        }
        report.with("jobs", entries.size()).with("jobsWithMost", first);
        if (entriesOfOthers > 0) {
            report.with("entriesOfOtherJobs", entriesOfOthers);
        }
    }
}
