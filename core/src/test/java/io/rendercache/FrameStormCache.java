package io.rendercache;

import io.rendercache.testing.FrameFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A {@link FrameDirCache} in an {@link ErrorStorm}: each thread has a job of its own, and all share one. */
final class FrameStormCache implements StormCache {
    private static final int WORKERS = 4;
    private static final int DIRECTORIES = 12;
    private static final String SHARED = "shared";

    private final FrameDirCache cache;
    private final int maxEntries;
    private final int stripes;
    private final List<String> directories;
    private final String missing;
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicLong heard = new AtomicLong();

    private final boolean hasListener;
    private final @Nullable Path file;
    private long entriesAtClose = -1;

    FrameStormCache(long seed, boolean hasListener, Path folder, boolean isMapped) {
        SplittableRandom random = new SplittableRandom(seed);
        this.maxEntries = new int[] {14, 20, 70, 200}[random.nextInt(4)];
        this.stripes = new int[] {1, 4, 16}[random.nextInt(3)];
        this.hasListener = hasListener;
        this.file = isMapped ? folder.resolve("storm-" + Long.toHexString(seed)) : null;
        this.directories = directories(folder);
        this.missing = folder.resolve("missing").toString();
        this.cache = open();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new OneThread("job-" + i, random.nextLong() | 1));
        }
    }

    private FrameDirCache open() {
        FrameDirCache.Builder builder = FrameDirCache.builder()
                .name("storm-cache")
                .maxEntries(maxEntries)
                .stripes(stripes);
        if (hasListener) {
            builder.listener((key, value, cause) -> heard.incrementAndGet());
        }
        if (file != null) {
            builder.mappedTo(file);
        }
        return builder.build();
    }

    /** Makes directory i with i frames, if it is not there. */
    private static List<String> directories(Path folder) {
        FrameFolders frames = new FrameFolders(folder);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < DIRECTORIES; i++) {
            Path directory = folder.resolve("frames-" + i);
            if (!Files.exists(directory)) {
                frames.frames("frames-" + i, i);
            }
            made.add(directory.toString());
        }
        return made;
    }

    @Override
    public List<Worker> workers() {
        return workers;
    }

    @Override
    public void check() {
        for (int i = 0; i < WORKERS; i++) {
            checkJob("job-" + i);
        }
        checkJob(SHARED);
        checkJob("new");
        try (JobScope job = cache.openJob("filling")) {
            for (int i = 0; i < 2 * maxEntries + 300; i++) {
                require(job.maxFrameIndex(missing + i) == 0, "has frames of a directory that is missing");
                require(cache.size() <= maxEntries, "holds " + cache.size() + " of at most " + maxEntries);
            }
            require(cache.size() == maxEntries, "holds " + cache.size() + " when full, and not " + maxEntries);
            long misses = cache.stats().misses();
            for (int i = maxEntries + 300; i < 2 * maxEntries + 300; i++) {
                require(job.maxFrameIndex(missing + i) == 0, "has frames of a directory that is missing");
            }
            require(cache.stats().misses() == misses, "does not hold the last " + maxEntries + " listed");
            require(job.stats().entries() == maxEntries, "counts " + job.stats().entries() + " entries of a job");
        }
        require(cache.size() == 0, "holds " + cache.size() + " entries after the end of the only job that had any");
        try (JobScope job = cache.openJob("last")) {
            for (int i = 0; i < maxEntries; i++) {
                job.maxFrameIndex(missing + i);
            }
            require(cache.size() == maxEntries, "holds " + cache.size() + " of " + maxEntries + " after a job's end");
            for (int i = 0; i < DIRECTORIES; i++) {
                checkAnswer(i, job.maxFrameIndex(directories.get(i)));
            }
        }
        cache.engine().validate();
        if (hasListener) {
            Notifications.awaitDelivered(cache);
            require(heard.get() > maxEntries, "has not notified of a job's entries");
        }
        // Left open, as if it were forgotten.
        JobScope left = cache.openJob("left");
        for (int i = 0; i < DIRECTORIES; i++) {
            checkAnswer(i, left.maxFrameIndex(directories.get(i)));
        }
        entriesAtClose = cache.size();
    }

    private void checkJob(String id) {
        try (JobScope job = cache.openJob(id)) {
            cache.clearJob(id);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < DIRECTORIES; i++) {
                    checkAnswer(i, job.maxFrameIndex(directories.get(i)));
                    checkAnswer(i, job.frameDir(directories.get(i)).maxFrameIndex());
                }
                long entries = cache.entriesByJob().getOrDefault(id, -1L);
                require(job.clear(directories.get(3)), "does not hold what was just listed for " + id);
                int cleared = cache.clearJob(id);
                require(entries == DIRECTORIES, "counts " + entries + " entries of " + id);
                require(cleared == DIRECTORIES - 1, "clears " + cleared + " entries of " + id);
            }
        }
    }

    private static void checkAnswer(int directory, long answer) {
        if (answer != directory) {
            throw new WrongValue("directory " + directory + " has " + answer + " frames");
        }
    }

    @Override
    public void close() {
        cache.close();
        try {
            cache.size();
        } catch (IllegalStateException e) {
            return;
        }
        throw new AssertionError("answers after close");
    }

    @Override
    public void checkReopened() {
        if (file == null) {
            return;
        }
        try (FrameDirCache again = open()) {
            require(again.size() == entriesAtClose, "found " + again.size() + " of " + entriesAtClose + " in its file");
            try (JobScope left = again.openJob("left")) {
                for (int i = 0; i < DIRECTORIES; i++) {
                    checkAnswer(i, left.maxFrameIndex(directories.get(i)));
                }
            }
            require(again.stats().discarded() == 0, "lost " + again.stats().discarded() + " entries in its file");
            again.engine().validate();
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("the cache " + otherwise);
        }
    }

    private final class OneThread implements Worker {
        private static final int SEEN = 1_024;

        private final String id;
        private long random;
        private final int[] seenDirectories = new int[SEEN];
        private final long[] seenAnswers = new long[SEEN];
        private int seen;
        private @Nullable JobScope open;

        OneThread(String id, long random) {
            this.id = id;
            this.random = random;
        }

        /** Calls nothing. */
        private int next(int bound) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            return (int) ((random >>> 33) % bound);
        }

        @Override
        public void operate() {
            int what = next(64);
            int directory = next(DIRECTORIES);
            JobScope scope = open;
            if (scope == null) {
                open = cache.openJob(id);
            } else if (what < 24) {
                saw(directory, scope.maxFrameIndex(directories.get(directory)));
            } else if (what < 32) {
                saw(directory, scope.frameDir(directories.get(directory)).maxFrameIndex());
            } else if (what < 44) {
                saw(0, scope.maxFrameIndex(missing + next(2 * maxEntries)));
            } else if (what < 48) {
                scope.clear(directories.get(directory));
            } else if (what < 50) {
                cache.clearJob(id);
            } else if (what == 50) {
                cache.entriesByJob();
            } else if (what == 51) {
                cache.stats();
                cache.size();
                scope.stats();
            } else if (what < 56) {
                // Forgotten first: a call that fails may have closed it, or not.
                open = null;
                scope.close();
            } else {
                try (JobScope shared = cache.openJob(SHARED)) {
                    saw(directory, shared.maxFrameIndex(directories.get(directory)));
                }
            }
        }

        /** Calls nothing. */
        private void saw(int directory, long answer) {
            int at = seen & SEEN - 1;
            seenDirectories[at] = directory;
            seenAnswers[at] = answer;
            seen++;
        }

        @Override
        public void checkSeen() {
            for (int i = Math.max(0, seen - SEEN); i < seen; i++) {
                checkAnswer(seenDirectories[i & SEEN - 1], seenAnswers[i & SEEN - 1]);
            }
            seen = 0;
        }
    }
}
