package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.ImageLabel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewersTest {
    private static final int IMAGES = 30;

    @TempDir
    Path folder;

    private ImageIndex index;

    @BeforeEach
    void makeFiles() throws IOException {
        index = new ImageIndex(folder, IMAGES, 3, 1);
    }

    @Test
    void shouldOpenEachImageAndReindexOnce() throws IOException, InterruptedException {
        LabelResult result = viewers(new LoadedLabels(index), () -> false).run(2);

        assertEquals(200, result.opened());
        assertEquals(200, result.openings().getTotalCount());
        assertEquals(200, result.cost().loads());
        assertEquals(1, result.reindexed());
        assertEquals(1, index.finished());
    }

    @Test
    void shouldFailOnALabelFromBeforeTheReindex() {
        Viewers viewers = viewers(new NeverForgetting(), () -> false);

        WrongLabelException failure = assertThrows(WrongLabelException.class, () -> viewers.run(1));

        assertTrue(failure.getMessage().contains("in generation 1 of the index is "), failure.getMessage());
    }

    @Test
    void shouldFailOnNoLabel() {
        Viewers viewers = viewers(
                new NeverForgetting() {
                    @Override
                    public Optional<ImageLabel> label(int row) {
                        return Optional.empty();
                    }
                },
                () -> false);

        WrongLabelException failure = assertThrows(WrongLabelException.class, () -> viewers.run(1));

        assertTrue(failure.getMessage().endsWith("but none was answered"), failure.getMessage());
    }

    @Test
    void shouldStopWhenInterrupted() throws IOException, InterruptedException {
        LabelResult result = viewers(new LoadedLabels(index), () -> true).run(2);

        assertEquals(0, result.opened());
        assertTrue(result.cutShort());
    }

    private Viewers viewers(Labels labels, BooleanSupplier interrupted) {
        return new Viewers("test", index, labels, 200, 1, Duration.ofMinutes(5), line -> {}, interrupted);
    }

    /** A cache that goes by the row alone. */
    private class NeverForgetting implements Labels {
        private final Map<Integer, ImageLabel> known = new ConcurrentHashMap<>();

        @Override
        public Optional<ImageLabel> label(int row) {
            return Optional.of(known.computeIfAbsent(row, asked -> index.label(asked, index.finished())));
        }

        @Override
        public void awaitSettled(Consumer<String> progress, BooleanSupplier stopped) {
            // It never looks.
        }

        @Override
        public Restart restart() {
            return new Restart(0, 0, 0, 0);
        }

        @Override
        public Cost cost() {
            return new Cost(0, 0, 0, 0, 0);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
