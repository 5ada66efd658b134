package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.rendercache.testing.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import net.openhft.chronicle.hash.impl.ContextHolder;
import org.junit.jupiter.api.Test;

class ThreadContextsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ThreadContexts contexts = new ThreadContexts();
    private final ContextHolder own = new ContextHolder(null);

    @Test
    void shouldKeepAContextForEachThread() throws InterruptedException {
        contexts.set(own);
        Thread other = new Thread(() -> {
            assertNull(contexts.get());
            contexts.set(new ContextHolder(null));
        });
        other.start();
        other.join();

        assertSame(own, contexts.get());
        contexts.remove();
        assertNull(contexts.get());
    }

    @Test
    void shouldForgetThreadsThatHaveEnded() throws InterruptedException {
        WeakReference<ContextHolder> ended = contextOfThreadThatEnds();

        contexts.set(own);

        Threads.awaitCollecting("the context to be collected", LIMIT, () -> ended.refersTo(null));
        assertSame(own, contexts.get());
    }

    private WeakReference<ContextHolder> contextOfThreadThatEnds() throws InterruptedException {
        ContextHolder[] holder = {new ContextHolder(null)};
        Thread thread = new Thread(() -> contexts.set(holder[0]));
        thread.start();
        thread.join();
        return new WeakReference<>(holder[0]);
    }
}
