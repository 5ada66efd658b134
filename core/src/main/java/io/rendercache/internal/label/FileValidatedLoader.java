package io.rendercache.internal.label;

import io.rendercache.internal.concurrent.StackReserve;
import io.rendercache.internal.store.LruStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads values that are derived from files, and never returns, for the present files, a value from before a change.
 *
 * <h2>Which answers are kept</h2>
 *
 * An entry is found by the states of its files, so it stays valid if those states can never be those of contents other
 * than the loader read. Let the load begin at {@code start}, by the wall clock.
 *
 * <ul>
 *   <li>A change after {@code start} leaves a stamp from after {@code start}, except for the granularity of the file
 *       system's clock: a file that is written twice within one tick has the same stamp both times. No tick in use is
 *       longer than 2 s. So if all stamps are at least 2 s older than {@code start}, every later change produces
 *       another stamp. If one is younger, or in the future, an equal stamp later proves nothing: the answer is returned
 *       and not cached.
 *   <li>A change before the loader had read everything makes the stamp after the load differ from the key's: the answer
 *       may be of either state, or of both. It is returned and not cached.
 *   <li>A file that does not exist has no stamp that would show that it existed for a while: the answer is not cached.
 * </ul>
 *
 * <h2>Whose load one may share</h2>
 *
 * For the same reason, a thread that asks while a load with a young stamp is in progress cannot know that the file has
 * not been rewritten since that load read it. Such loads are marked; a thread that finds a mark waits for the end of
 * that load and asks again: that is one more load, begun after the call, which all waiting threads share. Without a
 * mark, the load that is joined either has old stamps or began after the call.
 *
 * <p>All this holds if clock and file system agree to within 2 s less a tick, and if there is a change time. Safe for
 * any number of threads; no lock is held while a loader runs.
 */
public final class FileValidatedLoader<K, V> {
    /**
     * A file that a value is derived from, with the state that the value's key has.
     *
     * @param file the file
     * @param keyed its state when the key was created
     */
    public record KeyedFile(Path file, FileState keyed) {}

    private final LruStore<K, V> store;
    private final LongSupplier clockNanos;
    private final LongAdder notKept = new LongAdder();

    /** How many loads with young states are in progress; a removal can make it more than one for a key. */
    private final ConcurrentMap<K, Integer> marks = new ConcurrentHashMap<>();

    /**
     * Creates a loader into a store.
     *
     * @param clockNanos the wall clock, in nanoseconds since the epoch
     */
    public FileValidatedLoader(LruStore<K, V> store, LongSupplier clockNanos) {
        this.store = store;
        this.clockNanos = clockNanos;
    }

    /**
     * Returns the key's value from the store or from {@code loader}, {@code null} if that has none.
     *
     * @param key contains the states of all files
     * @param files the files that the value is derived from
     * @param loader reads the files; called at most once a call
     */
    public @Nullable V load(K key, List<KeyedFile> files, Function<? super K, ? extends @Nullable V> loader) {
        boolean askAgain = !marks.isEmpty() && marks.containsKey(key);
        Load first = new Load(files, loader);
        V value = run(key, first);
        return askAgain && !first.ran ? run(key, new Load(files, loader)) : value;
    }

    /** Returns how many answers were returned and not cached because of the states of their files. */
    public long notKept() {
        return notKept.sum();
    }

    private @Nullable V run(K key, Load load) {
        try {
            return store.load(key, load);
        } finally {
            // Only now: as long as other threads can join the load, they must see its mark.
            if (load.marked) {
                marks.computeIfPresent(key, (marked, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** The loader of one call; run at most once, and only if the call does not join another's load. */
    private final class Load implements Function<K, LruStore.Loaded<V>> {
        private final List<KeyedFile> files;
        private final Function<? super K, ? extends @Nullable V> loader;
        private boolean ran;
        private boolean marked;

        Load(List<KeyedFile> files, Function<? super K, ? extends @Nullable V> loader) {
            this.files = files;
            this.loader = loader;
        }

        @Override
        public LruStore.Loaded<V> apply(K key) {
            ran = true;
            long startNanos = clockNanos.getAsLong();
            boolean settled = files.stream().allMatch(each -> each.keyed.isSettledAt(startNanos));
            if (!settled) {
                // A mark that is left behind would cost each later call another load.
                StackReserve.require();
                marks.merge(key, 1, Integer::sum);
                marked = true;
            }
            V value = loader.apply(key);
            boolean keep = value != null && settled && isUnchanged();
            if (value != null && !keep) {
                notKept.increment();
            }
            return new LruStore.Loaded<>(value, keep);
        }

        private boolean isUnchanged() {
            try {
                return files.stream().allMatch(each -> FileState.of(each.file).equals(each.keyed));
            } catch (UncheckedIOException e) {
                // The answer was found all the same; the next call will fail before it calls the loader.
                return false;
            }
        }
    }
}
