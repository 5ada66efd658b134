package io.rendercache.benchmarks.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Threads with one task: the first that fails stops them all, and its failure is what the caller gets. */
final class Crew {
    /** What one of them does. */
    @FunctionalInterface
    interface Body {
        /** Works until done, or until {@link Crew#stopped}; members are numbered from 0. */
        void work(int member) throws IOException;
    }

    private final BooleanSupplier told;
    private volatile boolean over;

    /** A crew that stops when it is told to. */
    Crew(BooleanSupplier told) {
        this.told = told;
    }

    /** Whether to stop: a member has failed, or it was told from outside. */
    boolean stopped() {
        return over || told.getAsBoolean();
    }

    /** Runs so many members to their end; reports about once a second until then. */
    void run(int members, Runnable report, Body body) throws IOException, InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(members);
        boolean complete = false;
        try {
            for (int i = 0; i < members; i++) {
                int member = i;
                running.add(threads.submit(() -> work(body, member)));
            }
            for (Future<?> each : running) {
                await(each, report);
            }
            complete = true;
        } finally {
            over |= !complete;
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private Object work(Body body, int member) throws IOException {
        boolean complete = false;
        try {
            body.work(member);
            complete = true;
            return body;
        } finally {
            over |= !complete;
        }
    }

    private static void await(Future<?> member, Runnable report) throws IOException, InterruptedException {
        while (true) {
            try {
                member.get(1, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                report.run();
            } catch (ExecutionException e) {
                throwCause(e.getCause());
            }
        }
    }

    private static void throwCause(Throwable cause) throws IOException {
        if (cause instanceof IOException e) {
            throw e;
        }
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(cause);
    }
}
