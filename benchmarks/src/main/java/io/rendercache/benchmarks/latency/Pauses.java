package io.rendercache.benchmarks.latency;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pauses of a fork's garbage collector. From its log: the beans round to milliseconds and count concurrent phases
 * too.
 *
 * @param count how many
 * @param totalMillis all together
 * @param longestMillis the longest, 0 if there was none
 */
record Pauses(int count, double totalMillis, double longestMillis) {
    /** What to log for {@link #of}: the time since the JVM began, in milliseconds, before each line. */
    static final String FLAG = "-Xlog:gc:file=gc.log:uptimemillis:filecount=0";

    private static final Pattern PAUSE = Pattern.compile("\\[(\\d+)ms].*\\bPause\\b.* (\\d+\\.\\d+)ms");

    /** Takes the pauses that ended between these times. */
    static Pauses of(List<String> log, long fromUptimeMillis, long toUptimeMillis) {
        int count = 0;
        double total = 0;
        double longest = 0;
        for (String line : log) {
            Matcher pause = PAUSE.matcher(line);
            if (!pause.find()) {
                continue;
            }
            long at = Long.parseLong(pause.group(1));
            if (at >= fromUptimeMillis && at <= toUptimeMillis) {
                double millis = Double.parseDouble(pause.group(2));
                count++;
                total += millis;
                longest = Math.max(longest, millis);
            }
        }
        return new Pauses(count, total, longest);
    }
}
