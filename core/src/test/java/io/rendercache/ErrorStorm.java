package io.rendercache;

import java.lang.ref.Reference;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Throws errors into threads that are inside a cache, wherever they are, and checks the cache afterwards: run in a JVM
 * of its own, for a number read from broken memory takes the JVM down. Each storm has a cache of its own, in turn one
 * of each {@link StormCache}. Prints each failure with the seed of its storm, and at the end a line that begins with
 * {@code storms}; exits with 1 if there was a failure.
 *
 * <p>Arguments: a folder, the kind of storm, how many storms, the seed, and optionally how long the check of a cache
 * may take in milliseconds, and the name of the one cache to use.
 */
final class ErrorStorm {
    /** Where the errors come from. */
    enum Kind {
        /** No errors: shows that the check finds nothing where nothing is wrong. */
        CALM,
        /** Threads use the cache at every depth near the end of a small stack. */
        STACK,
        /** A thread that uses the cache is stopped at a random moment. */
        STOP,
        /** The heap is full now and then. */
        HEAP
    }

    /** How a storm failed. */
    enum Failure {
        /** A thread did not come back from a call. */
        HUNG,
        /** A value that the key does not or no longer has. */
        WRONG,
        /** A call threw something other than the error of the storm. */
        THROWN,
        /** The cache was not as it has to be once the threads had left it. */
        BROKEN
    }

    private static final long DEFAULT_LIMIT_MILLIS = 20_000;
    private static final int FAILURES_IN_FULL = 12;
    private static final long SMALL_STACK = 256 << 10;

    private final Path folder;
    private final Kind kind;
    private final int storms;
    private final long seed;
    private final long limitMillis;
    private final @Nullable String only;
    private final Map<Failure, Integer> failures = new EnumMap<>(Failure.class);
    private long operations;
    private long errors;

    private ErrorStorm(String[] args) {
        this.folder = Path.of(args[0]);
        this.kind = Kind.valueOf(args[1].toUpperCase(Locale.ROOT));
        this.storms = Integer.parseInt(args[2]);
        this.seed = Long.parseLong(args[3]);
        this.limitMillis = args.length > 4 ? Long.parseLong(args[4]) : DEFAULT_LIMIT_MILLIS;
        this.only = args.length > 5 ? args[5] : null;
    }

    /** Runs in the child. */
    public static void main(String[] args) {
        boolean sound = new ErrorStorm(args).run();
        // Threads that hang are daemons, but a stuck cache must not keep the process either.
        Runtime.getRuntime().halt(sound ? 0 : 1);
    }

    private boolean run() {
        List<StormCache.Maker> makers = new ArrayList<>();
        for (StormCache.Maker maker : StormCache.makers(folder)) {
            if (only == null || only.equals(maker.name())) {
                makers.add(maker);
            }
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        for (StormCache.Maker maker : makers) {
            warmUp(maker, seeds.split());
        }
        for (int storm = 0; storm < storms; storm++) {
            long stormSeed = seeds.nextLong();
            StormCache.Maker maker = makers.get(storm % makers.size());
            Outcome outcome = storm(maker, stormSeed);
            if (outcome != null) {
                report(storm, stormSeed, maker.name(), outcome);
            }
        }
        StringBuilder summary = new StringBuilder(
                "storms " + storms + " of " + kind + ", operations " + operations + ", errors " + errors);
        int failed = 0;
        for (Failure failure : Failure.values()) {
            int count = failures.getOrDefault(failure, 0);
            failed += count;
            summary.append(", ").append(failure).append(' ').append(count);
        }
        boolean happened = kind == Kind.CALM ? errors == 0 : errors >= (kind == Kind.HEAP ? storms : storms / 4);
        System.out.println(summary + (happened ? "" : ", NOT THE ERRORS OF SUCH STORMS"));
        return failed == 0 && happened;
    }

    private void report(int storm, long stormSeed, String cache, Outcome outcome) {
        int before = failures.values().stream().mapToInt(Integer::intValue).sum();
        failures.merge(outcome.failure, 1, Integer::sum);
        System.out.println(outcome.failure + " in storm " + storm + " of " + kind + " on " + cache + ", seed "
                + stormSeed + ": " + outcome.text.lines().findFirst().orElse(""));
        if (before < FAILURES_IN_FULL) {
            System.out.println(outcome.text);
        }
    }

    /** How a storm failed, with a stack trace or a dump of the threads. */
    private record Outcome(Failure failure, String text) {
        static Outcome of(Failure failure, Throwable thrown) {
            StringBuilder text = new StringBuilder();
            for (Throwable at = thrown; at != null; at = at.getCause()) {
                text.append(at == thrown ? "" : "caused by ").append(at);
                for (StackTraceElement frame : at.getStackTrace()) {
                    text.append("\n    at ").append(frame);
                    if (text.length() > 6_000) {
                        break;
                    }
                }
                text.append('\n');
            }
            return new Outcome(failure, text.toString());
        }
    }

    /** Loads and initialises every class, in calls that have room: an initialiser that fails fails for ever. */
    private void warmUp(StormCache.Maker maker, SplittableRandom random) {
        for (int round = 0; round < 2; round++) {
            StormCache cache = maker.make(random.nextLong());
            List<StormCache.Worker> workers = cache.workers();
            List<StormThread> threads = calmThreads(workers);
            threads.forEach(Thread::start);
            Outcome outcome = await(threads);
            threads.forEach(StormThread::end);
            for (StormThread thread : threads) {
                if (outcome != null || thread.unexpected != null) {
                    throw new AssertionError("without any error: " + outcome, thread.unexpected);
                }
            }
            new Diver(workers.get(0), 0).dive();
            workers.forEach(StormCache.Worker::checkSeen);
            cache.check();
            cache.close();
            cache.checkReopened();
        }
    }

    private @Nullable Outcome storm(StormCache.Maker maker, long stormSeed) {
        SplittableRandom random = new SplittableRandom(stormSeed);
        StormCache cache = maker.make(random.nextLong());
        List<StormCache.Worker> workers = cache.workers();
        List<StormThread> threads = switch (kind) {
            case CALM -> calmThreads(workers);
            case STACK -> stackThreads(workers, random);
            case STOP -> stopThreads(workers, random);
            case HEAP -> heapThreads(workers, random);
        };
        threads.forEach(Thread::start);
        Outcome outcome = await(threads);
        for (StormThread thread : threads) {
            operations += thread.operations;
            errors += thread.errors;
            Throwable unexpected = thread.unexpected;
            if (unexpected != null && isOfStorm(unexpected)) {
                errors++;
            } else if (unexpected != null && outcome == null) {
                Failure failure = unexpected instanceof StormCache.WrongValue ? Failure.WRONG : Failure.THROWN;
                outcome = Outcome.of(failure, unexpected);
            }
        }
        if (outcome == null) {
            outcome = inFreshThread("checking", () -> {
                workers.forEach(StormCache.Worker::checkSeen);
                cache.check();
            });
        }
        Outcome closing = inFreshThread("closing", cache::close);
        threads.forEach(StormThread::end);
        if (outcome == null && closing == null) {
            return inFreshThread("reopening", cache::checkReopened);
        }
        return outcome != null ? outcome : closing;
    }

    /** The JDK wraps some errors, for example where it links a call site. */
    private static boolean isOfStorm(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof StackOverflowError || at instanceof ThreadDeath || at instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** Runs it in a thread that has room, within the limit. */
    private @Nullable Outcome inFreshThread(String what, Runnable action) {
        StormThread thread = new StormThread(what, 0) {
            @Override
            void storm() {
                action.run();
            }
        };
        thread.start();
        thread.end();
        Outcome hung = await(List.of(thread));
        if (hung != null) {
            return hung;
        }
        Throwable thrown = thread.unexpected;
        if (thrown == null) {
            return null;
        }
        return Outcome.of(thrown instanceof StormCache.WrongValue ? Failure.WRONG : Failure.BROKEN, thrown);
    }

    /** Waits for the threads' ends; if one does not come in time, returns a dump of all and ends what can be ended. */
    private @Nullable Outcome await(List<? extends StormThread> threads) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        for (StormThread thread : threads) {
            join(thread, deadline);
        }
        StringBuilder dump = new StringBuilder();
        for (StormThread thread : threads) {
            if (!thread.isDone()) {
                dump.append("\"" + thread.getName() + "\" " + thread.getState());
                for (StackTraceElement frame : thread.getStackTrace()) {
                    dump.append("\n    at ").append(frame);
                }
                dump.append('\n');
            }
        }
        if (dump.isEmpty()) {
            return null;
        }
        for (StormThread thread : threads) {
            if (!thread.isDone()) {
                thread.ending = true;
                // So that it takes no processor from the storms that follow; on 25 it does.
                stop(thread);
                join(thread, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            }
        }
        return new Outcome(Failure.HUNG, "still inside after " + limitMillis + " ms:\n" + dump);
    }

    private static void join(StormThread thread, long deadline) {
        try {
            while (!thread.isDone()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                // Allocates nothing, for the heap may be full.
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the main thread", e);
        }
    }

    /** Returns whether this Java stops threads: up to 19. */
    static boolean canStop() {
        return Runtime.version().feature() < 20;
    }

    /** Stops a thread where that can be done. */
    private static void stop(Thread thread) {
        if (canStop()) {
            try {
                // Not in the class files of later versions.
                Thread.class.getMethod("stop").invoke(thread);
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A thread of a storm. Nothing in it calls anything when an error is caught: there may be no room to. */
    private abstract static class StormThread extends Thread {
        private final CountDownLatch done = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        volatile boolean ending;
        volatile boolean inside;
        long operations;
        volatile long errors;

        @Nullable
        Throwable unexpected;

        StormThread(String name, long stackSize) {
            super(null, null, name, stackSize);
            setDaemon(true);
        }

        abstract void storm();

        /** For threads that have room to check what they have read. */
        final void operate(StormCache.Worker worker) {
            worker.operate();
            operations++;
            if (operations % 200 == 0) {
                worker.checkSeen();
            }
            inside = true;
        }

        @Override
        public final void run() {
            try {
                storm();
            } catch (ThreadDeath e) {
                errors++;
            } catch (Throwable e) {
                unexpected = e;
            }
            done.countDown();
            try {
                // Thread.stop interrupts, too.
                Thread.interrupted();
                mayEnd.await();
            } catch (InterruptedException | ThreadDeath | OutOfMemoryError e) {
                unexpected = e;
            }
        }

        /**
         * Returns whether the thread is done: it stays, idle, so that what it left behind is that of a living thread.
         */
        final boolean isDone() {
            return done.getCount() == 0 || !isAlive();
        }

        final void end() {
            mayEnd.countDown();
        }
    }

    private static List<StormThread> calmThreads(List<StormCache.Worker> workers) {
        List<StormThread> threads = new ArrayList<>();
        for (StormCache.Worker worker : workers) {
            threads.add(new StormThread("working", 0) {
                @Override
                void storm() {
                    while (!ending && operations < 400) {
                        operate(worker);
                    }
                }
            });
        }
        return threads;
    }

    private List<StormThread> stackThreads(List<StormCache.Worker> workers, SplittableRandom random) {
        List<StormThread> threads = new ArrayList<>();
        for (int i = 0; i < workers.size() - 1; i++) {
            StormCache.Worker worker = workers.get(i);
            int dives = 1 + random.nextInt(3);
            int levels = 40 + random.nextInt(200);
            long pattern = random.nextLong();
            threads.add(new StormThread("diving-" + i, SMALL_STACK) {
                @Override
                void storm() {
                    for (int dive = 0; dive < dives && !ending && unexpected == null; dive++) {
                        Diver diver = new Diver(worker, levels);
                        diver.pattern = Long.rotateLeft(pattern, dive);
                        diver.dive();
                        operations += diver.operations;
                        errors += diver.errors;
                        unexpected = diver.unexpected;
                    }
                }
            });
        }
        // With room, so it never sees an error, and has to go on whatever the others leave behind.
        StormCache.Worker bystander = workers.get(workers.size() - 1);
        List<StormThread> divers = List.copyOf(threads);
        threads.add(new StormThread("bystander", 0) {
            @Override
            void storm() {
                while (!ending && !divers.stream().allMatch(StormThread::isDone)) {
                    operate(bystander);
                }
            }
        });
        return threads;
    }

    private List<StormThread> stopThreads(List<StormCache.Worker> workers, SplittableRandom random) {
        List<StormThread> threads = new ArrayList<>();
        StormThread victim = new StormThread("victim", 0) {
            @Override
            void storm() {
                while (!ending) {
                    operate(workers.get(0));
                }
            }
        };
        threads.add(victim);
        threads.add(new StormThread("bystander", 0) {
            @Override
            void storm() {
                while (!ending && !victim.isDone()) {
                    operate(workers.get(1));
                }
            }
        });
        long nanos = random.nextLong(2_000_000);
        threads.add(new StormThread("stopper", 0) {
            @Override
            void storm() {
                while (!victim.inside && !victim.isDone()) {
                    Thread.onSpinWait();
                }
                long end = System.nanoTime() + nanos;
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                ErrorStorm.stop(victim);
            }
        });
        return threads;
    }

    private static List<StormThread> heapThreads(List<StormCache.Worker> workers, SplittableRandom random) {
        List<StormThread> working = new ArrayList<>();
        int rounds = 1 + random.nextInt(3);
        int smallest = 1 << 5 + random.nextInt(6);
        StormThread filler = new StormThread("filling the heap", 0) {
            @Override
            void storm() {
                for (int round = 0; round < rounds && !ending; round++) {
                    fillHeap(this, working, smallest);
                }
            }
        };
        for (int i = 0; i < workers.size(); i++) {
            StormCache.Worker worker = workers.get(i);
            working.add(new StormThread("working-" + i, 0) {
                @Override
                void storm() {
                    while (!ending && !filler.isDone()) {
                        try {
                            operate(worker);
                        } catch (OutOfMemoryError e) {
                            errors++;
                        }
                    }
                }
            });
        }
        List<StormThread> threads = new ArrayList<>(working);
        // Started before the others, which end once it has ended: a thread that has not started is not alive either.
        threads.add(0, filler);
        return threads;
    }

    /** Fills the heap with ever smaller arrays, and keeps it full until the others have met some errors. */
    private static void fillHeap(StormThread filler, List<StormThread> others, int smallest) {
        long errorsBefore = errors(others);
        // Of bytes, which a collection need not look into.
        byte[][] pieces = new byte[1 << 10][];
        int length = 1 << 20;
        for (int i = 0; i < pieces.length && length >= smallest && !filler.ending; ) {
            try {
                pieces[i] = new byte[length];
                i++;
            } catch (OutOfMemoryError e) {
                length /= 4;
            }
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000);
        while (!filler.ending && errors(others) < errorsBefore + 12 && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        Reference.reachabilityFence(pieces);
    }

    private static long errors(List<StormThread> threads) {
        long sum = 0;
        for (int i = 0; i < threads.size(); i++) {
            sum += threads.get(i).errors;
        }
        return sum;
    }

    /**
     * Calls itself until the stack is full, and on the way back runs an action at each of the last levels. Frames of
     * several sizes, in a random pattern, let the stack end at any instruction of the action that needs some.
     */
    private static final class Diver {
        private final StormCache.Worker worker;
        private int levels;
        long pattern;
        long operations;
        long errors;
        long sink;

        @Nullable
        Throwable unexpected;

        Diver(StormCache.Worker worker, int levels) {
            this.worker = worker;
            this.levels = levels;
        }

        void dive() {
            narrow();
        }

        private void narrow() {
            try {
                next();
            } catch (StackOverflowError e) {
                // The lowest level, or one where not even the next call fits.
            }
            act();
        }

        private void middling(long a, long b) {
            long c = a ^ b << 3;
            long d = a + b * 5;
            try {
                next();
            } catch (StackOverflowError e) {
                // As above.
            }
            sink = c + d;
            act();
        }

        private void wide(long a, long b, long c, long d, long e, long f) {
            long g = a ^ b << 3;
            long h = c + d * 5;
            long i = e - f * 7;
            long j = a + f * 9;
            try {
                next();
            } catch (StackOverflowError error) {
                // As above.
            }
            sink = g + h + i + j;
            act();
        }

        private void next() {
            long now = Long.rotateLeft(pattern, 7) * 0x9e3779b97f4a7c15L + 1;
            pattern = now;
            switch ((int) (now >>> 62)) {
                case 0 -> wide(now, now + 1, now + 2, now + 3, now + 4, now + 5);
                case 1 -> middling(now, now + 1);
                default -> narrow();
            }
        }

        /** The error is caught in this frame, so if this call does not fit, it ends that of the level above. */
        private void act() {
            if (levels <= 0 || unexpected != null) {
                return;
            }
            levels--;
            try {
                worker.operate();
                operations++;
            } catch (StackOverflowError e) {
                errors++;
            } catch (Throwable e) {
                unexpected = e;
            }
        }
    }
}
