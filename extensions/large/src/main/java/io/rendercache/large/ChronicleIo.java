package io.rendercache.large;

import io.rendercache.internal.file.UninterruptedIo;
import java.io.IOException;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls of Chronicle's that open or close a map in a thread of their own, in which nothing is interrupted and
 * Chronicle logs nothing. Failures are thrown as well; the other messages, such as the warning that a map is being
 * recovered, require no action.
 *
 * <p>Chronicle offers no way to undo the handlers that it has for a thread: {@code null} means "log nothing" too,
 * threads started later inherit it, and the thread would keep Chronicle's class loader. So they are never set in a
 * caller's thread. Threads that Chronicle starts inherit the context class loader, which must not be an application's.
 */
final class ChronicleIo {
    private ChronicleIo() {}

    /** Runs the work, and returns what it returns or throws what it throws. */
    static <T extends @Nullable Object> T call(UninterruptedIo.Work<T> work) throws IOException {
        return UninterruptedIo.call(() -> {
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            ChronicleStart.ensure();
            ExceptionHandler ignoring = ExceptionHandler.ignoresEverything();
            Jvm.setThreadLocalExceptionHandlers(ignoring, ignoring, ignoring, ignoring);
            return work.run();
        });
    }
}
