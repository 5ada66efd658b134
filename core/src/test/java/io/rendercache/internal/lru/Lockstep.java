package io.rendercache.internal.lru;

import io.rendercache.internal.marshal.KeySlotCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs random operations on an engine beside a model of its recency; those that fail are shortened, so that the message
 * has few.
 */
final class Lockstep {
    /** What an operation does; those from {@link #REMOVE} on leave room. */
    enum Kind {
        PUT,
        GET,
        GET_PREPARED,
        CONTAINS,
        PUT_IF_ABSENT,
        PUT_IF_PRESENT,
        REPLACE,
        REMOVE,
        /** Of a key that is used only once, so that the clock goes on. */
        PUT_AND_REMOVE,
        EVICT,
        CLEAR,
        REOPEN
    }

    /** How often each kind of operation occurs, in the order of kinds. */
    enum Mix {
        /** Without removals in the first half, so that the cache is full. */
        MIXED(false, true, 450, 338, 112, 50, 0, 0, 0, 50, 0, 0, 0),
        EVERY_KIND(false, true, 300, 300, 100, 30, 80, 50, 40, 40, 40, 20, 1),
        /** So many writes come and go that idle entries are far older than the cache is large. */
        CHURN(false, false, 150, 263, 87, 50, 0, 0, 0, 100, 350, 0, 0),
        /** As CHURN, by overwriting a few keys. */
        OVERWRITES(true, false, 600, 270, 90, 0, 0, 0, 0, 20, 0, 20, 0),
        HITS(true, false, 100, 668, 222, 0, 0, 0, 0, 10, 0, 0, 0);

        private final boolean hot;
        private final boolean fillsFirst;
        private final int[] weights;

        Mix(boolean hot, boolean fillsFirst, int... weights) {
            this.hot = hot;
            this.fillsFirst = fillsFirst;
            this.weights = weights;
        }

        private Kind draw(SplittableRandom random, boolean first) {
            int kinds = first && fillsFirst ? Kind.REMOVE.ordinal() : weights.length;
            int sum = 0;
            for (int kind = 0; kind < kinds; kind++) {
                sum += weights[kind];
            }
            int left = random.nextInt(sum);
            int kind = 0;
            while (left >= weights[kind]) {
                left -= weights[kind++];
            }
            return Kind.values()[kind];
        }

        /** Nine of ten operations of a hot mix are of a tenth of the keys. */
        private long key(SplittableRandom random, int keys) {
            return random.nextInt(hot && random.nextInt(10) > 0 ? Math.max(1, keys / 10) : keys);
        }
    }

    /** One operation; the value of a REPLACE is expected where it is even. */
    record Operation(Kind kind, long key, long value) {
        @Override
        public String toString() {
            return kind == Kind.REOPEN || kind == Kind.EVICT || kind == Kind.CLEAR ? kind.name() : kind + " " + key;
        }
    }

    /** Opens an engine. */
    interface Opener {
        /**
         * Opens an empty engine, or again the one of this run.
         *
         * @param run the same for all openings of one run of the operations
         */
        Engine open(int run) throws IOException;
    }

    private static final int VALIDATED_EVERY = 16;
    private static final long SHORTENED_FOR_NANOS = 5_000_000_000L;
    private static final int OPERATIONS_SHOWN = 100;

    /** Keys that occur in no other operation are from here on. */
    private static final long FRESH_KEYS = 1L << 40;

    private final Opener opener;
    private final KeySlotCodec<Long> keys;
    private int runs;

    Lockstep(Opener opener, KeySlotCodec<Long> keys) {
        this.opener = opener;
        this.keys = keys;
    }

    /** Draws operations. */
    static List<Operation> operations(int count, int keys, Mix mix, int reopenedEvery, SplittableRandom random) {
        List<Operation> operations = new ArrayList<>(count);
        for (int step = 0; step < count; step++) {
            Kind kind = mix.draw(random, step < count / 2);
            operations.add(new Operation(kind, mix.key(random, keys), random.nextLong()));
            if (reopenedEvery > 0 && random.nextInt(reopenedEvery) == 0) {
                operations.add(new Operation(Kind.REOPEN, 0, 0));
            }
        }
        return operations;
    }

    /** Runs the operations, and then inserts so many keys that all entries are evicted. */
    void run(String what, List<Operation> operations) {
        Failure failure = attempt(operations);
        if (failure != null) {
            List<Operation> shortest = shortened(operations.subList(0, Math.min(operations.size(), failure.step + 1)));
            Failure last = attempt(shortest);
            String trace = shortest.stream()
                    .limit(OPERATIONS_SHOWN)
                    .map(Operation::toString)
                    .collect(Collectors.joining(", "));
            throw new AssertionError(
                    what + ": " + failure.cause.getMessage() + "\n" + shortest.size() + " operations suffice: " + trace
                            + "\n" + (last == null ? "but not always" : last.cause.getMessage()),
                    failure.cause);
        }
    }

    /** A failed run: the step, which is the number of operations if it failed behind them. */
    private record Failure(int step, Throwable cause) {}

    /** Leaves out ever shorter parts as long as what remains fails. */
    private List<Operation> shortened(List<Operation> operations) {
        long end = System.nanoTime() + SHORTENED_FOR_NANOS;
        List<Operation> shortest = operations;
        for (int part = Math.max(1, shortest.size() / 2); part > 0; part /= 2) {
            for (int from = 0; from < shortest.size() && System.nanoTime() - end < 0; ) {
                List<Operation> shorter = new ArrayList<>(shortest.subList(0, from));
                shorter.addAll(shortest.subList(Math.min(shortest.size(), from + part), shortest.size()));
                Failure failure = attempt(shorter);
                if (failure == null) {
                    from += part;
                } else {
                    shortest = shorter.subList(0, Math.min(shorter.size(), failure.step + 1));
                }
            }
        }
        return shortest;
    }

    private @Nullable Failure attempt(List<Operation> operations) {
        int run = runs++;
        int step = 0;
        ModelledEngine<Long> engine = null;
        try {
            engine = ModelledEngine.of(opener.open(run), keys, 0, "");
            for (; step < operations.size(); step++) {
                engine.where("step " + step);
                execute(engine, operations.get(step), run, FRESH_KEYS + step);
                if (step % VALIDATED_EVERY == 0) {
                    engine.engine().validate();
                }
            }
            engine.engine().validate();
            for (int i = 0; i < engine.engine().maxEntries() + 1; i++) {
                engine.where("insert " + i + " after " + step + " steps");
                engine.put(2 * FRESH_KEYS + i, i);
            }
            engine.engine().validate();
            return null;
        } catch (AssertionError | RuntimeException | IOException e) {
            return new Failure(step, e);
        } finally {
            close(engine);
        }
    }

    private static void close(@Nullable ModelledEngine<Long> engine) {
        try {
            if (engine != null) {
                engine.engine().close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void execute(ModelledEngine<Long> engine, Operation operation, int run, long freshKey) throws IOException {
        long key = operation.key;
        switch (operation.kind) {
            case PUT -> engine.put(key, operation.value);
            case GET -> engine.get(key);
            case GET_PREPARED -> engine.getPrepared(key);
            case CONTAINS -> engine.contains(key);
            case PUT_IF_ABSENT -> engine.put(key, operation.value, PutMode.IF_ABSENT);
            case PUT_IF_PRESENT -> engine.put(key, operation.value, PutMode.IF_PRESENT);
            case REPLACE -> engine.replace(key, expected(engine, operation), ~operation.value);
            case REMOVE -> engine.remove(key);
            case PUT_AND_REMOVE -> {
                engine.put(freshKey, operation.value);
                engine.remove(freshKey);
            }
            case EVICT -> engine.evictOldest();
            case CLEAR -> engine.clear();
            case REOPEN -> {
                engine.engine().close();
                engine.continueWith(opener.open(run));
                engine.engine().validate();
            }
        }
    }

    private static long expected(ModelledEngine<Long> engine, Operation operation) {
        Long held = (operation.value & 1) == 0 ? engine.get(operation.key) : null;
        return held == null ? operation.value : held;
    }
}
