package io.rendercache;

import io.rendercache.internal.store.LruStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads labels so that none from before a change of its files is ever shown for the files after it.
 *
 * <h2>Which answers are kept</h2>
 *
 * An entry is found by the stamps of both files, so it is right for ever if its stamps can never again be those of other
 * contents than the loader read. Let the load begin at {@code start}, by the clock on the wall.
 *
 * <ul>
 *   <li>A change after {@code start} leaves a stamp from after {@code start}, but for the grain of the file system's clock:
 *       a file that is written twice within one tick has the same stamp both times. No tick in use is longer than 2 s. So if
 *       both stamps are at least 2 s older than {@code start}, every later change makes another stamp. If one is younger, or
 *       in the future, nothing follows from its being equal later: the answer is returned and not kept.
 *   <li>A change before the loader had read everything makes the stamp after the load differ from the key's: the answer may
 *       be of either state, or of both. It is returned and not kept.
 *   <li>A file that is not there has no stamp that would show that it came and went meanwhile: the answer is not kept.
 * </ul>
 *
 * <h2>Whose load one may share</h2>
 *
 * For the same reason, who asks while a load with a young stamp is under way cannot know that the file has not been
 * rewritten since that load read it. Such loads are marked; who finds a mark lets that load end and asks again: that is
 * one more load, begun after the question, and all who wait share it. No mark, and the load that is joined either has old
 * stamps or has begun after the question.
 *
 * <p>All this holds where clock and file system agree to within 2 s less a tick, and where there is a change time. Safe for any number
 * of threads; no lock is held while a loader runs.
 */
final class StampedLoads {
    private static final long SETTLED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LruStore<LabelKey, ImageLabel> store;
    private final LongSupplier clockNanos;
    private final LongAdder notKept = new LongAdder();

    /** How many loads with young stamps are under way; a removal can make it more than one for a key. */
    private final ConcurrentMap<LabelKey, Integer> marks = new ConcurrentHashMap<>();

    /**
     * Loads into these entries.
     *
     * @param clockNanos the time on the wall in nanoseconds since the epoch
     */
    StampedLoads(LruStore<LabelKey, ImageLabel> store, LongSupplier clockNanos) {
        this.store = store;
        this.clockNanos = clockNanos;
    }

    /** See {@link ImageLabelCache#label}; the path in the key is that of {@code embeddings}. */
    @Nullable
    ImageLabel label(LabelKey key, Path embeddings, Path vocabulary, LabelLoader loader) {
        boolean askAgain = !marks.isEmpty() && marks.containsKey(key);
        Load first = new Load(embeddings, vocabulary, loader);
        ImageLabel label = run(key, first);
        return askAgain && !first.ran ? run(key, new Load(embeddings, vocabulary, loader)) : label;
    }

    /** Returns how many answers were returned and, for their stamps, not kept. */
    long notKept() {
        return notKept.sum();
    }

    private @Nullable ImageLabel run(LabelKey key, Load load) {
        try {
            return store.load(key, load);
        } finally {
            // Only now: as long as others can join the load they must see its mark.
            if (load.marked) {
                marks.computeIfPresent(key, (marked, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    private static boolean isSettled(FileStamp stamp, long startNanos) {
        return !stamp.isAbsent()
                && Math.max(stamp.modifiedNanos(), stamp.changedNanos()) <= startNanos - SETTLED_AFTER_NANOS;
    }

    /** One call's loader; run at most once, and only if no other call's answers for it. */
    private final class Load implements Function<LabelKey, LruStore.Loaded<ImageLabel>> {
        private final Path embeddings;
        private final Path vocabulary;
        private final LabelLoader loader;
        private boolean ran;
        private boolean marked;

        Load(Path embeddings, Path vocabulary, LabelLoader loader) {
            this.embeddings = embeddings;
            this.vocabulary = vocabulary;
            this.loader = loader;
        }

        @Override
        public LruStore.Loaded<ImageLabel> apply(LabelKey key) {
            ran = true;
            long startNanos = clockNanos.getAsLong();
            boolean settled = isSettled(key.embeddings(), startNanos) && isSettled(key.vocabulary(), startNanos);
            if (!settled) {
                marks.merge(key, 1, Integer::sum);
                marked = true;
            }
            ImageLabel label = ask(key).orElse(null);
            boolean keep = label != null && settled && stillHolds(key);
            if (label != null && !keep) {
                notKept.increment();
            }
            return new LruStore.Loaded<>(label, keep);
        }

        private boolean stillHolds(LabelKey key) {
            try {
                return FileStamp.of(embeddings).equals(key.embeddings())
                        && FileStamp.of(vocabulary).equals(key.vocabulary());
            } catch (UncheckedIOException e) {
                // The answer was found all the same; the next question will meet the failure before it asks the loader.
                return false;
            }
        }

        private Optional<ImageLabel> ask(LabelKey key) {
            Optional<ImageLabel> answer;
            try {
                answer = loader.load(key);
            } catch (RuntimeException e) {
                throw e;
            } catch (IOException e) {
                throw new UncheckedIOException(failed(key, e), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(failed(key, e), e);
            } catch (Exception e) {
                throw new CompletionException(failed(key, e), e);
            }
            return Objects.requireNonNull(answer, "the label loader's answer; for no label it is Optional.empty()");
        }

        private String failed(LabelKey key, Exception e) {
            return "Cannot load the label of row " + key.sortedIndex() + " of " + key.embeddingsPath() + ": " + e;
        }
    }
}
