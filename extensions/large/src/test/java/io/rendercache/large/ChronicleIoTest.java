package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChronicleIoTest {
    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(handler);
    }

    private static boolean logAtEachLevel() {
        Jvm.error().on(ChronicleIoTest.class, "an error");
        Jvm.warn().on(ChronicleIoTest.class, "a warning");
        Jvm.perf().on(ChronicleIoTest.class, "how long it took");
        return true;
    }

    @Test
    void shouldSuppressMessagesOfEveryLevel() throws IOException {
        ChronicleIo.call(ChronicleIoTest::logAtEachLevel);

        assertEquals(List.of(), logged);
    }

    @Test
    void shouldSuppressNothingInThreadsThatUseAStore() {
        try (ChronicleLargeValueStore store = ChronicleLargeValueStore.inMemory(1 << 20, 4)) {
            StoredValues.store(store, new byte[100]);
        }

        logAtEachLevel();

        assertEquals(List.of("an error", "a warning", "how long it took"), logged);
    }

    @Test
    void shouldRunUninterruptedAndKeepTheInterrupt() throws IOException {
        Thread.currentThread().interrupt();

        boolean interrupted = ChronicleIo.call(() -> Thread.currentThread().isInterrupted());

        assertFalse(interrupted);
        assertTrue(Thread.interrupted());
    }
}
