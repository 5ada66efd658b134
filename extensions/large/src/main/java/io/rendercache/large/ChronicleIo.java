package io.rendercache.large;

import io.rendercache.internal.file.UninterruptedIo;
import java.io.IOException;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls of Chronicle's that open or close a map in a thread of their own, in which nothing is interrupted and Chronicle
 * logs nothing. Failures are thrown as well; the other messages, such as the warning that a map is being recovered, require no
 * action.
 *
 * <p>Chronicle offers no way to undo the handlers that it has for a thread: {@code null} means "log nothing" too, threads
 * started later inherit it, and the thread would keep Chronicle's class loader. So they are never set in a caller's thread.
 *
 * <p>Chronicle logs through SLF4J: if SLF4J has no provider and is initialised here, its message about that is suppressed
 * too.
 */
final class ChronicleIo {
    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    private ChronicleIo() {}

    /** Runs the work, and returns what it returns or throws what it throws. */
    static <T extends @Nullable Object> T call(UninterruptedIo.Work<T> work) throws IOException {
        return UninterruptedIo.call(() -> {
            ExceptionHandler ignoring = initialize();
            Jvm.setThreadLocalExceptionHandlers(ignoring, ignoring, ignoring, ignoring);
            return work.run();
        });
    }

    /** Initialises Chronicle's and SLF4J's classes; SLF4J reads the property only then. */
    private static synchronized ExceptionHandler initialize() {
        boolean unset = System.getProperty(SLF4J_VERBOSITY) == null;
        if (unset) {
            System.setProperty(SLF4J_VERBOSITY, "ERROR");
        }
        try {
            Jvm.init();
            return ExceptionHandler.ignoresEverything();
        } finally {
            if (unset) {
                System.clearProperty(SLF4J_VERBOSITY);
            }
        }
    }
}
