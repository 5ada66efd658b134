package io.rendercache;

import io.rendercache.codec.Codecs;
import io.rendercache.testing.Keys;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes caches under the feet of threads that read and write them: run in a JVM of its own, for a wrong access to
 * memory that was given back takes the JVM down. Arguments: milliseconds to run, seed.
 */
final class CloseUnderLoad {
    private static final int MAX_VALUE = 200;

    private volatile BoundedLru<String, byte[]> lru = newLru();
    private volatile FrameDirCache frames = newFrames();
    private volatile JobScope job = frames.openJob("job");
    private final AtomicLong lruRefusals = new AtomicLong();
    private final AtomicLong jobRefusals = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    private CloseUnderLoad() {}

    /** Exits with 0 if every call gave a right answer or refused, and both happened. */
    public static void main(String[] args) {
        long seed = Long.parseLong(args[1]);
        try {
            new CloseUnderLoad().run(Duration.ofMillis(Long.parseLong(args[0])), seed);
        } catch (Throwable e) {
            // Ends the process with 1, and its text is in the parent's failure message.
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void run(Duration time, long seed) {
        List<String> keys = Keys.paths(80);
        AtomicLong closes = new AtomicLong();
        new Threads()
                .add("reading", 3, (index, run) -> {
                    Random random = new Random(seed + index);
                    while (run.goOn()) {
                        String key = keys.get(random.nextInt(keys.size()));
                        tryIt(() -> read(key), lruRefusals);
                    }
                })
                .add("writing", 2, (index, run) -> {
                    Random random = new Random(~seed + index);
                    while (run.goOn()) {
                        String key = keys.get(random.nextInt(keys.size()));
                        tryIt(() -> write(key, random), lruRefusals);
                    }
                })
                .add("rendering", 2, (index, run) -> {
                    while (run.goOn()) {
                        tryIt(this::render, jobRefusals);
                    }
                })
                .add("closing", 1, (index, run) -> {
                    while (run.goOn()) {
                        BoundedLru<String, byte[]> oldLru = lru;
                        FrameDirCache oldFrames = frames;
                        long lruRefused = lruRefusals.get();
                        long jobRefused = jobRefusals.get();
                        if (closes.incrementAndGet() % 2 == 0) {
                            // Replaced first: only the calls that are inside at this moment meet the closed one.
                            lru = newLru();
                            oldLru.close();
                            oldFrames.close();
                        } else {
                            // Left in place until it has refused.
                            oldLru.close();
                            awaitMore("a refusal of the LRU", lruRefusals, lruRefused, run);
                            lru = newLru();
                            oldFrames.close();
                            awaitMore("a refusal of the job", jobRefusals, jobRefused, run);
                        }
                        FrameDirCache newFrames = newFrames();
                        frames = newFrames;
                        job = newFrames.openJob("job");
                        awaitMore("answers", answers, answers.get() + 50, run);
                    }
                })
                .runFor(time, Duration.ofSeconds(30));
        lru.close();
        frames.close();
        String seen = closes.get() + " closes, " + answers.get() + " answers, " + lruRefusals.get()
                + " refusals of the LRU, " + jobRefusals.get() + " of the job";
        System.out.println(seen);
        if (closes.get() < 2 || answers.get() == 0 || lruRefusals.get() == 0 || jobRefusals.get() == 0) {
            throw new AssertionError("not everything happened: " + seen);
        }
    }

    private static void awaitMore(String what, AtomicLong counter, long than, Threads.Run run) {
        Threads.await(what, Duration.ofSeconds(20), () -> counter.get() > than || !run.goOn());
    }

    private void tryIt(Runnable call, AtomicLong refusals) {
        try {
            call.run();
            answers.incrementAndGet();
        } catch (IllegalStateException e) {
            if (!String.valueOf(e.getMessage()).contains("closed")) {
                throw e;
            }
            refusals.incrementAndGet();
        }
    }

    private void read(String key) {
        byte[] value = lru.get(key);
        if (value != null) {
            SelfVerifying.check(key, value, MAX_VALUE);
        }
        lru.containsKey(key);
        lru.size();
        lru.stats();
    }

    private void write(String key, Random random) {
        BoundedLru<String, byte[]> cache = lru;
        cache.put(key, SelfVerifying.bytes(key, random.nextInt(), MAX_VALUE));
        if (random.nextInt(10) == 0) {
            cache.remove(key);
            cache.asMap().forEach((seen, value) -> SelfVerifying.check(seen, value, MAX_VALUE));
        }
        SelfVerifying.check(
                key, cache.get(key, asked -> SelfVerifying.bytes(asked, random.nextInt(), MAX_VALUE)), MAX_VALUE);
    }

    private void render() {
        JobScope current = job;
        FrameDir prepared = current.frameDir("no/such/directory");
        for (int i = 0; i < 100; i++) {
            expectZero(prepared.maxFrameIndex());
            expectZero(current.maxFrameIndex("no/such/directory/" + i % 10));
        }
    }

    private static void expectZero(long answer) {
        if (answer != 0) {
            throw new AssertionError("the missing directory's answer is " + answer);
        }
    }

    private static BoundedLru<String, byte[]> newLru() {
        return BoundedLru.builder(Codecs.utf8(), Codecs.bytes())
                .maxEntries(50)
                .maxValueBytes(MAX_VALUE)
                .build();
    }

    private static FrameDirCache newFrames() {
        return FrameDirCache.builder().maxEntries(8).build();
    }
}
