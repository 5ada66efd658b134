package io.rendercache.large;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes large values under the feet of threads that store and read them: run in a JVM of its own, for a wrong access
 * to memory that was given back takes the JVM down. Arguments: file, or nothing for memory; seed.
 */
final class CloseStoreUnderLoad {
    private static final int CLOSES = 30;
    private static final int MAX_LENGTH = 1_000_000;

    /** The values that are open, and one of them. */
    private record Target(ChronicleLargeValueStore values, LargeValueRef reference) {}

    private final String file;
    private final long seed;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong closes = new AtomicLong();
    private volatile Target target;

    private CloseStoreUnderLoad(String file, long seed) throws IOException {
        this.file = file;
        this.seed = seed;
        this.target = open();
    }

    /** Exits with 0 if every call gave a right answer or refused, and both happened. */
    public static void main(String[] args) {
        try {
            new CloseStoreUnderLoad(args[0], Long.parseLong(args[1])).run();
        } catch (Throwable e) {
            // Ends the process with 1, and its text is in the parent's failure message.
            throw new AssertionError("seed " + args[1], e);
        }
    }

    private void run() {
        new Threads()
                .add("using", 4, (index, run) -> {
                    Random random = new Random(seed + index);
                    while (run.goOn()) {
                        use(random);
                    }
                })
                .add("closing", 1, (index, run) -> {
                    while (run.goOn()) {
                        long answered = answers.get();
                        Threads.await(
                                "an answer",
                                Duration.ofSeconds(20),
                                () -> answers.get() > answered + 20 || !run.goOn());
                        target.values.close();
                        target = open();
                        closes.incrementAndGet();
                    }
                })
                .runUntil(() -> closes.get() >= CLOSES && refusals.get() > 0, Duration.ofSeconds(60));
        target.values.close();
        System.out.println(closes + " closes, " + answers + " answers, " + refusals + " refusals");
    }

    private void use(Random random) throws IOException {
        Target now = target;
        try {
            switch (random.nextInt(3)) {
                case 0 ->
                    now.values.remove(
                            StoredValues.store(now.values, SelfVerifying.bytes("other", random.nextInt(), 500_000)));
                case 1 -> SelfVerifying.check("value", now.values.read(now.reference), MAX_LENGTH);
                default -> now.values.writeTo(now.reference, OutputStream.nullOutputStream());
            }
            answers.incrementAndGet();
        } catch (IllegalStateException e) { // closed
            refusals.incrementAndGet();
        }
    }

    private Target open() throws IOException {
        ChronicleLargeValueStore values = file.isEmpty()
                ? ChronicleLargeValueStore.inMemory(8 << 20, 8)
                : ChronicleLargeValueStore.persistedTo(Path.of(file), 8 << 20, 8);
        values.retainOnly(List.of());
        return new Target(values, StoredValues.store(values, SelfVerifying.bytes("value", (int) seed, MAX_LENGTH)));
    }
}
