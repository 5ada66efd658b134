package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.file.MappingFaults;
import io.rendercache.testing.FrameFolders;
import io.rendercache.testing.Keys;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off the files of caches that are open, and uses the caches: run in a JVM of its own, for an access beyond the
 * end of a mapped file may take the JVM down. Every call has to work, or to throw an exception that says what has
 * happened to the file of which cache; and each has to return. Prints what was wrong, and at the end how the calls
 * ended; exits with 1 if something was wrong.
 *
 * <p>Arguments: a folder, how many caches, the seed.
 */
final class TruncationStorm {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String NAME = "cut-cache";
    private static final int MAX_ENTRIES = 1_500;
    private static final int MAX_VALUE = 120;
    private static final int PAGE_BYTES = 4_096;
    private static final List<String> KEYS = Keys.paths(2_000);
    private static final Pattern STATE = Pattern.compile("(?i)truncated|shorter|shrunk");

    private final Path folder;
    private final SplittableRandom random;
    private final Map<String, Integer> ends = new TreeMap<>();
    private final Map<String, Integer> wrong = new TreeMap<>();
    private String round = "";

    private TruncationStorm(Path folder, long seed) {
        this.folder = folder;
        this.random = new SplittableRandom(seed);
    }

    /** Runs in the child. */
    public static void main(String[] args) {
        TruncationStorm child = new TruncationStorm(Path.of(args[0]), Long.parseLong(args[2]));
        child.run(Integer.parseInt(args[1]));
        // Not by returning: a thread that hangs must not keep the process.
        Runtime.getRuntime().halt(child.wrong.isEmpty() ? 0 : 1);
    }

    private void run(int rounds) {
        for (int i = 0; i < rounds; i++) {
            boolean half = (i & 1) == 0;
            boolean underLoad = (i & 2) != 0;
            boolean frames = (i & 4) != 0;
            round = "round " + i + ", " + (frames ? "frames" : "lru") + " cut to " + (half ? "half" : "nothing")
                    + (underLoad ? " under load" : " at rest");
            try {
                // Not closed here: that may hang, too.
                Subject subject = frames ? new Frames() : new Lru();
                subject.fill();
                inTime("using the cache before", () -> subject.calls().forEach(this::mustWork));
                subject.fill();
                if (underLoad) {
                    cutUnderLoad(subject, half);
                } else {
                    cut(subject.file(), half);
                }
                inTime("using the cache", () -> useAll(subject));
                inTime("using the cache again", () -> useAll(subject));
                inTime("closing the cache", () -> mayRefuse("close", subject::close));
                if (subject.isClosed()) {
                    inTime("closing the cache again", () -> mustWork("close again", subject::close));
                    inTime("using the closed cache", () -> mustSayClosed(subject));
                    inTime("opening the file again", () -> mustBeRefused(subject));
                }
            } catch (Throwable e) {
                wrong(e.toString(), e);
            }
            System.out.println(round + " done");
        }
        wrong.forEach((what, times) -> System.out.println("WRONG " + times + " x " + what));
        ends.forEach((what, times) -> System.out.println(times + " x " + what));
    }

    /**
     * How many of the many thousand calls of a run may end in HotSpot's own error, which it may throw in any code after
     * the access, that of the caller too: see {@link MappingFaults}.
     */
    private static final int LATE_AT_MOST = 2;

    private int late;

    /** A call of a cache; throws {@link AssertionError} if its answer is wrong. */
    @FunctionalInterface
    private interface Call {
        void run();
    }

    /** A mapped cache of one kind. */
    private interface Subject {
        Path file();

        void fill();

        /** Every kind of call, with its name, in an order in which each has something to do. */
        Map<String, Call> calls();

        /** Opens the file with another cache. */
        AutoCloseable open(OnIncompatible onIncompatible);

        boolean isClosed();

        void close();
    }

    private void inTime(String what, Runnable action) {
        Threads.runAll(1, LIMIT, (index, run) -> {
            try {
                action.run();
            } catch (Throwable e) {
                wrong(what + ": " + e, e);
            }
        });
    }

    private void mustWork(String what, Call call) {
        try {
            call.run();
        } catch (Throwable e) {
            wrong(what + " threw " + e, e);
        }
    }

    private void useAll(Subject subject) {
        subject.calls().forEach((what, call) -> {
            try {
                mayRefuse(what, call);
            } catch (Throwable e) {
                // What the JVM throws late, outside the call that has met the fault.
                wrong("after " + what + ": " + e, e);
            }
        });
    }

    private void mayRefuse(String what, Call call) {
        // Often enough that it is compiled: then a fault shows later and elsewhere.
        for (int i = 0; i < 20; i++) {
            String end;
            try {
                call.run();
                end = "worked";
            } catch (IllegalStateException | UncheckedIOException e) {
                end = e.getClass().getSimpleName() + ": " + e.getMessage();
                if (!end.contains(NAME) || !STATE.matcher(end).find()) {
                    wrong(what + " threw an exception that does not say what is wrong: " + end, e);
                }
            } catch (Throwable e) {
                end = e.toString();
                wrong(what + " threw " + e, e);
            }
            ends.merge(what + " " + end.replace(folder.toString(), ""), 1, Integer::sum);
        }
    }

    private void mustSayClosed(Subject subject) {
        subject.calls().forEach((what, call) -> {
            try {
                call.run();
                wrong(what + " worked after close", null);
            } catch (IllegalStateException e) {
                if (!String.valueOf(e.getMessage()).contains("closed")) {
                    wrong(what + " after close threw " + e, e);
                }
            } catch (Throwable e) {
                wrong(what + " after close threw " + e, e);
            }
        });
    }

    private void mustBeRefused(Subject subject) {
        try (AutoCloseable opened = subject.open(OnIncompatible.FAIL)) {
            // A file without any bytes is none, and made anew.
            if (!round.contains("nothing")) {
                wrong("the file was opened again: " + opened, null);
            }
        } catch (IncompatibleCacheFileException e) {
            ends.merge("opened again: " + e.getClass().getSimpleName(), 1, Integer::sum);
        } catch (Throwable e) {
            wrong("opening again threw " + e, e);
        }
        try (AutoCloseable opened = subject.open(OnIncompatible.RECREATE)) {
            ends.merge("recreated", opened == null ? 0 : 1, Integer::sum);
        } catch (Throwable e) {
            wrong("recreating threw " + e, e);
        }
    }

    private synchronized void wrong(String what, @Nullable Throwable thrown) {
        if (thrown instanceof InternalError fault && MappingFaults.isFault(fault) && ++late <= LATE_AT_MOST) {
            System.out.println("late in " + round + ": " + what);
            return;
        }
        if (wrong.merge(round.replaceFirst("round [0-9]+, ", "") + ": " + what, 1, Integer::sum) != 1
                || wrong.size() > 12) {
            return;
        }
        System.out.println("WRONG in " + round + ": " + what);
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            System.out.println("  " + at);
            for (StackTraceElement frame : at.getStackTrace()) {
                System.out.println("      at " + frame);
            }
        }
    }

    private void cut(Path file, boolean half) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            // Whole pages: the rest of a page that is cut reads as zeros, and no fault tells.
            channel.truncate(half ? channel.size() / 2 / PAGE_BYTES * PAGE_BYTES : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void cutUnderLoad(Subject subject, boolean half) {
        long delay = random.nextLong(20_000_000);
        new Threads()
                .add("using", 3, (index, run) -> {
                    int left = 30;
                    while (run.goOn() || left-- > 0) {
                        subject.calls().forEach((what, call) -> {
                            try {
                                call.run();
                            } catch (IllegalStateException | UncheckedIOException e) {
                                String text = String.valueOf(e.getMessage());
                                if (!text.contains(NAME) || !STATE.matcher(text).find()) {
                                    wrong(
                                            what + " under load threw an exception that does not say what is wrong: "
                                                    + e,
                                            e);
                                }
                            } catch (Throwable e) {
                                wrong(what + " under load threw " + e, e);
                            }
                        });
                    }
                })
                .add("cutting", 1, (index, run) -> {
                    long end = System.nanoTime() + delay;
                    Threads.await("the moment to cut", LIMIT, () -> System.nanoTime() - end >= 0);
                    cut(subject.file(), half);
                })
                .runFor(Duration.ofMillis(40), LIMIT);
    }

    private final class Lru implements Subject {
        private final Path file = folder.resolve("cut-" + Long.toHexString(random.nextLong()));
        private final BoundedLru<String, byte[]> cache = open(OnIncompatible.FAIL);
        private int at;

        @Override
        public Path file() {
            return file;
        }

        @Override
        public BoundedLru<String, byte[]> open(OnIncompatible onIncompatible) {
            return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                    .name(NAME)
                    .maxEntries(MAX_ENTRIES)
                    .maxValueBytes(MAX_VALUE)
                    .mappedTo(file)
                    .onIncompatible(onIncompatible)
                    .listener((key, value, cause) -> {
                        try {
                            SelfVerifying.check(key, value, MAX_VALUE);
                        } catch (AssertionError e) {
                            wrong("the listener was notified of a wrong value", e);
                        }
                    })
                    .build();
        }

        @Override
        public void fill() {
            for (String key : KEYS) {
                cache.put(key, value(key));
            }
        }

        private byte[] value(String key) {
            return SelfVerifying.bytes(key, 1, MAX_VALUE);
        }

        private void check(String key, byte @Nullable [] value) {
            if (value != null) {
                SelfVerifying.check(key, value, MAX_VALUE);
            }
        }

        /** Another key each time: each is in another page. */
        private String key() {
            at = (at + 7_919) % KEYS.size();
            return KEYS.get(at);
        }

        @Override
        public Map<String, Call> calls() {
            Map<String, Call> calls = new TreeMap<>();
            calls.put("01 get", () -> {
                String key = key();
                check(key, cache.get(key));
            });
            calls.put("02 containsKey", () -> cache.containsKey(key()));
            calls.put("03 get with loader", () -> {
                String key = key();
                byte[] value = cache.get(key, this::value);
                if (value == null) {
                    throw new AssertionError("no value that was loaded");
                }
                check(key, value);
            });
            calls.put("04 put", () -> {
                String key = key();
                cache.put(key, value(key));
            });
            calls.put("05 remove", () -> cache.remove(key()));
            calls.put("06 size", cache::size);
            calls.put("07 stats", cache::stats);
            calls.put("08 iterate", () -> cache.asMap().forEach(this::check));
            calls.put("09 putIfAbsent", () -> {
                String key = key();
                check(key, cache.asMap().putIfAbsent(key, value(key)));
            });
            calls.put("10 flush", cache::flush);
            calls.put("11 clear", cache::clear);
            return calls;
        }

        @Override
        public boolean isClosed() {
            return cache.isClosed();
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    private final class Frames implements Subject {
        private static final int DIRECTORIES = 8;

        private final Path file = folder.resolve("cut-" + Long.toHexString(random.nextLong()));
        private final List<String> directories = new ArrayList<>();
        private final FrameDirCache cache = open(OnIncompatible.FAIL);
        private final JobScope job = cache.openJob("kept open");
        private int at;

        Frames() {
            FrameFolders frames = new FrameFolders(folder);
            for (int i = 0; i < DIRECTORIES; i++) {
                Path directory = folder.resolve("frames-" + i);
                if (!Files.exists(directory)) {
                    frames.frames("frames-" + i, i);
                }
                directories.add(directory.toString());
            }
        }

        @Override
        public Path file() {
            return file;
        }

        @Override
        public FrameDirCache open(OnIncompatible onIncompatible) {
            return FrameDirCache.builder()
                    .name(NAME)
                    .maxEntries(MAX_ENTRIES)
                    .mappedTo(file)
                    .onIncompatible(onIncompatible)
                    .build();
        }

        @Override
        public void fill() {
            for (int i = 0; i < MAX_ENTRIES; i++) {
                job.maxFrameIndex(missing(i));
            }
        }

        private String missing(int number) {
            return folder.resolve("missing-" + number).toString();
        }

        private void check(int directory, long answer) {
            if (answer != directory) {
                throw new AssertionError("directory " + directory + " has " + answer + " frames");
            }
        }

        private int next(int bound) {
            at += 7_919;
            return at % bound;
        }

        @Override
        public Map<String, Call> calls() {
            Map<String, Call> calls = new TreeMap<>();
            calls.put("01 maxFrameIndex", () -> {
                int directory = next(DIRECTORIES);
                check(directory, job.maxFrameIndex(directories.get(directory)));
                check(0, job.maxFrameIndex(missing(next(MAX_ENTRIES))));
            });
            calls.put("02 frameDir", () -> {
                int directory = next(DIRECTORIES);
                check(directory, job.frameDir(directories.get(directory)).maxFrameIndex());
            });
            calls.put("03 clear a directory", () -> job.clear(missing(next(MAX_ENTRIES))));
            calls.put("04 openJob", () -> {
                try (JobScope other = cache.openJob("opened")) {
                    check(0, other.maxFrameIndex(missing(next(MAX_ENTRIES))));
                }
            });
            calls.put("05 stats", cache::stats);
            calls.put("06 size", cache::size);
            calls.put("07 entriesByJob", cache::entriesByJob);
            calls.put("08 flush", cache::flush);
            calls.put("09 clearJob", () -> cache.clearJob("kept open"));
            return calls;
        }

        @Override
        public boolean isClosed() {
            return cache.isClosed();
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
