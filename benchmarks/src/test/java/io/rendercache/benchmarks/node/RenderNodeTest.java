package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RenderNodeTest {
    private final List<Integer> givenBack = new ArrayList<>();

    private final Videos oneOfTen = new Videos() {
        @Override
        public List<Video> take(int job, int count, BooleanSupplier stopped) {
            return List.of(new Video(Path.of("ten"), 9));
        }

        @Override
        public void giveBack(int job) {
            givenBack.add(job);
        }
    };

    @Test
    void shouldFailOnAWrongClampAndStillGiveTheVideosBack() {
        RenderNode node = node(new Answering(8), () -> false);

        WrongClampException failure = assertThrows(WrongClampException.class, node::run);

        assertTrue(failure.getMessage().contains("ten is 9, but 8 was answered"), failure.getMessage());
        assertEquals(List.of(0), givenBack);
    }

    @Test
    void shouldStopWhenInterrupted() throws IOException, InterruptedException {
        RunResult result = node(new Answering(9), () -> true).run();

        assertEquals(0, result.jobs());
        assertTrue(result.cutShort());
    }

    @Test
    void shouldRecordEachLookup() throws IOException, InterruptedException {
        RunResult result = node(new Answering(9), () -> false).run();

        assertEquals(3, result.jobs());
        assertEquals(12, result.frames());
        assertEquals(12, result.lookups().getTotalCount());
        assertEquals(List.of(0, 1, 2), givenBack);
    }

    private RenderNode node(Clamps clamps, BooleanSupplier interrupted) {
        Workload workload = new Workload(3, 1, 1, 4, 0, 1, Duration.ofMinutes(5));
        return new RenderNode("test", workload, oneOfTen, clamps, line -> {}, interrupted);
    }

    private record Answering(long lastFrame) implements Clamps {
        @Override
        public OfJob openJob(String jobId) {
            return new OfJob() {
                @Override
                public OfLayer layer(Path directory) {
                    return () -> lastFrame;
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
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
