package io.rendercache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Records what it is called with, and by which threads. To be read after {@link Notifications#awaitDelivered}.
 *
 * @param <K> keys
 * @param <V> values
 */
class RecordingListener<K, V> implements CacheListener<K, V> {
    /** One call of {@link #onRemoval}. */
    record Removal<K, V>(K key, V value, RemovalCause cause) {}

    private final List<Removal<K, V>> removals = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<K> failedKeys = new CopyOnWriteArrayList<>();
    private final List<JobStats> jobs = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Consumer<String> action;

    RecordingListener() {
        this(call -> {});
    }

    /** Creates a listener that does this at the end of each call, with the call as {@link #calls} has it. */
    RecordingListener(Consumer<String> action) {
        this.action = action;
    }

    @Override
    public void onRemoval(K key, V value, RemovalCause cause) {
        removals.add(new Removal<>(key, value, cause));
        called(key + " " + value + " " + cause);
    }

    @Override
    public void onLoadFailure(K key, Throwable failure) {
        failures.add(failure);
        failedKeys.add(key);
        called(key + " failed");
    }

    @Override
    public void onJobClosed(String jobId, JobStats stats) {
        jobs.add(stats);
        called(jobId + " " + stats);
    }

    private void called(String call) {
        calls.add(call);
        threads.add(Thread.currentThread());
        action.accept(call);
    }

    /** Returns all calls in order: {@code KEY VALUE CAUSE}, {@code KEY failed}, {@code JOB STATS}. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    List<Removal<K, V>> removals() {
        return List.copyOf(removals);
    }

    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    List<K> failedKeys() {
        return List.copyOf(failedKeys);
    }

    List<JobStats> jobs() {
        return List.copyOf(jobs);
    }

    List<Thread> threads() {
        return List.copyOf(threads);
    }

    /** Adds a line of a test's own between the calls. */
    void note(String line) {
        calls.add(line);
    }

    /** Forgets all calls. */
    void clear() {
        removals.clear();
        failures.clear();
        failedKeys.clear();
        jobs.clear();
        calls.clear();
        threads.clear();
    }
}
