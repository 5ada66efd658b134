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
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    private CloseUnderLoad() {}

    /** Exits with 0 if every call gave a right answer or refused, and both happened. */
    public static void main(String[] args) {
        long seed = Long.parseLong(args[1]);
        try {
            new CloseUnderLoad().run(Duration.ofMillis(Long.parseLong(args[0])), seed);
        } catch (Throwable e) { // the exit code must tell
            System.err.println("seed " + seed);
            e.printStackTrace(); // into the parent's failure message
            System.exit(1);
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
                        tryIt(() -> read(key));
                    }
                })
                .add("writing", 2, (index, run) -> {
                    Random random = new Random(~seed + index);
                    while (run.goOn()) {
                        String key = keys.get(random.nextInt(keys.size()));
                        tryIt(() -> write(key, random));
                    }
                })
                .add("rendering", 2, (index, run) -> {
                    while (run.goOn()) {
                        tryIt(this::render);
                    }
                })
                .add("closing", 1, (index, run) -> {
                    while (run.goOn()) {
                        BoundedLru<String, byte[]> oldLru = lru;
                        FrameDirCache oldFrames = frames;
                        if (closes.incrementAndGet() % 2 == 0) { // in use to the last, or replaced a little before
                            lru = newLru();
                            oldLru.close();
                        } else {
                            oldLru.close();
                            lru = newLru();
                        }
                        oldFrames.close();
                        FrameDirCache newFrames = newFrames();
                        frames = newFrames;
                        job = newFrames.openJob("job");
                        long answered = answers.get();
                        Threads.await(
                                "an answer",
                                Duration.ofSeconds(20),
                                () -> answers.get() > answered + 50 || !run.goOn());
                    }
                })
                .runFor(time, Duration.ofSeconds(30));
        lru.close();
        frames.close();
        System.out.println(closes.get() + " closes, " + answers.get() + " answers, " + refusals.get() + " refusals");
        if (closes.get() < 2 || answers.get() == 0) {
            throw new IllegalStateException("nothing was tried");
        }
    }

    private void tryIt(Runnable call) {
        try {
            call.run();
            answers.incrementAndGet();
        } catch (IllegalStateException e) { // closed
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
