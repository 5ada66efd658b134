package io.rendercache.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CacheFileExceptionTest {
    private static final Path FILE = Path.of("frames.rc");

    @Test
    void shouldSayWhyOpeningFailed() {
        CacheFileException failed = new CacheFileException(FILE, new IOException("disk full"));

        assertEquals("cache file frames.rc cannot be opened: disk full", failed.getMessage());
    }

    @Test
    void shouldNameTheCauseThatHasNoMessage() {
        CacheFileException failed = new CacheFileException(FILE, new ClosedByInterruptException());

        assertEquals(
                "cache file frames.rc cannot be opened: java.nio.channels.ClosedByInterruptException",
                failed.getMessage());
    }

    @Test
    void shouldNameTheCacheWhoseFilesFail() {
        IOException cause = new IOException("disk full");
        CacheFileException.Action fails = () -> {
            throw cause;
        };

        UncheckedIOException forcing =
                assertThrows(UncheckedIOException.class, () -> CacheFileException.forcing("frames", fails));
        UncheckedIOException releasing =
                assertThrows(UncheckedIOException.class, () -> CacheFileException.releasing("frames", fails));

        assertEquals("cache frames could not be forced to the disk: disk full", forcing.getMessage());
        assertEquals("cache frames could not release its file: disk full", releasing.getMessage());
        assertSame(cause, forcing.getCause());
        assertSame(cause, releasing.getCause());
    }
}
