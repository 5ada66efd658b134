package io.rendercache.benchmarks.latency;

import io.rendercache.benchmarks.results.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;

/**
 * What runs in the JVM of its own: reads a plan in a line, says what it does, and ends with a line of what it measured.
 * It ends too when its standard input does: whoever asked is gone, by Ctrl-C or killed, and nobody would read the
 * answer.
 */
final class LatencyFork {
    static final String PROGRESS = "progress: ";
    static final String RESULT = "result: ";

    /** The exit code of a fork whose input ended before it had its answer. */
    static final int ABANDONED = 5;

    private LatencyFork() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Plan plan = Json.parse(String.valueOf(in.readLine()), Plan.class, "the plan");
        endWith(in);
        Measured measured = Driver.run(plan, line -> System.out.println(PROGRESS + line));
        System.out.println(RESULT + Json.line(measured));
        System.exit(0);
    }

    static void endWith(BufferedReader in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // Nothing is to come but the end.
                        }
                    } catch (IOException e) {
                        // The end as well.
                    }
                    Runtime.getRuntime().halt(ABANDONED);
                },
                "latency-abandoned");
        watch.setDaemon(true);
        watch.start();
    }
}
