package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CacheFileExceptionTest {
    private static final Path FILE = Path.of("frames.rc");

    @Test
    void shouldSayWhyOpeningFailed() {
        CacheFileException failed = new CacheFileException(FILE, "cannot be opened", new IOException("disk full"));

        assertEquals("cache file frames.rc cannot be opened: disk full", failed.getMessage());
    }

    @Test
    void shouldNameTheCauseThatHasNoMessage() {
        CacheFileException failed = new CacheFileException(FILE, "cannot be opened", new ClosedByInterruptException());

        assertEquals(
                "cache file frames.rc cannot be opened: java.nio.channels.ClosedByInterruptException",
                failed.getMessage());
    }
}
