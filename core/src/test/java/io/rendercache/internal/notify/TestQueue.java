package io.rendercache.internal.notify;

import io.rendercache.codec.Codecs;
import io.rendercache.internal.lru.RemovalReason;
import io.rendercache.testing.Threads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A queue of texts whose listener records them, and for some does something. */
final class TestQueue implements NotificationTarget<String, String> {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final Map<String, Runnable> actions = new ConcurrentHashMap<>();
    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    final NotificationQueue<String, String> queue;

    TestQueue(NotificationDispatcher dispatcher) {
        dispatcher.open();
        queue = new NotificationQueue<>(
                EntryDecoder.of(Codecs.utf8(), Codecs.utf8()), this, new ListenerFailureLog("test"), dispatcher);
    }

    @Override
    public void removed(String key, String value, RemovalReason reason) {
        called(key);
    }

    @Override
    public void loadFailed(String key, Throwable failure) {
        called(key);
    }

    @Override
    public void jobClosed(String jobId, JobCounts counts) {
        called(jobId);
    }

    private void called(String text) {
        threads.add(Thread.currentThread());
        actions.getOrDefault(text, () -> {}).run();
        delivered.add(text);
    }

    /** Makes the listener do this when it is called with this text; it is recorded when that has returned. */
    TestQueue on(String text, Runnable action) {
        actions.put(text, action);
        return this;
    }

    /** Pushes a text without a wait for room. */
    void push(String text) {
        queue.push(Notification.Event.jobClosed(text, new JobCounts(0, 0, 0, 0)));
    }

    /** Waits for room as a writer does, and pushes. */
    void write(String text) {
        queue.awaitCapacity();
        push(text);
    }

    /** Pushes a text with a value of so many bytes. */
    void pushLarge(String text, int valueBytes) {
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        byte[] entry = new byte[key.length + valueBytes];
        System.arraycopy(key, 0, entry, 0, key.length);
        queue.push(Notification.Removal.ofSlot(entry, key.length, RemovalReason.REPLACED));
    }

    /** Pushes a text whose value is still to be read. */
    Notification.Removal<String, String> pushPending(String text) {
        Notification.Removal<String, String> notification =
                Notification.Removal.ofOutOfLine(text.getBytes(StandardCharsets.UTF_8), 1, RemovalReason.REPLACED);
        queue.push(notification);
        return notification;
    }

    List<String> delivered() {
        return List.copyOf(delivered);
    }

    List<Thread> threads() {
        return List.copyOf(threads);
    }

    List<String> awaitDelivered() {
        Threads.await(() -> "delivery; there is " + delivered, LIMIT, queue::isIdle);
        return delivered();
    }
}
