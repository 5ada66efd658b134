package io.rendercache.benchmarks.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One run of all parts, for labels are kept only of files that are 2 s old. */
class NodeLabelsAndResultsTest {
    private static final StringWriter OUT = new StringWriter();
    private static final StringWriter ERR = new StringWriter();
    private static int code;

    @BeforeAll
    static void run() {
        code = NodeRun.of(
                OUT,
                ERR,
                "--jobs 2 --videos 1 --frame-count 2 --workers 1 --images 40 --openings 400 --results 80".split(" "));
    }

    @Test
    void shouldFindEveryAnswerRight() {
        assertEquals(0, code, ERR.toString());
        assertEquals(List.of("2", "2"), NodeRun.row(OUT, "jobs done"));
        assertEquals(List.of("400", "400"), NodeRun.row(OUT, "images opened"));
        assertEquals(List.of("76"), NodeRun.row(OUT, "jobs completed"));
        assertEquals(List.of("4"), NodeRun.row(OUT, "jobs failed"));
    }

    @Test
    void shouldKeepAllLabelsOverTheRestart() {
        long before = Long.parseLong(NodeRun.row(OUT, "held at the restart").get(0));

        assertTrue(before > 0 && before <= 40, OUT.toString());
        assertEquals(List.of(before + "", "/", "0", "-"), NodeRun.row(OUT, "recovered / discarded"));
    }

    @Test
    void shouldComputeOnceAnImageUntilTheReindexAndOnceAfterItWasKept() {
        List<String> loads = NodeRun.row(OUT, "computed before / after");
        long before = Long.parseLong(loads.get(0));
        long after = Long.parseLong(loads.get(2));
        long computed = Long.parseLong(NodeRun.row(OUT, "labels computed").get(0));
        long notKept =
                Long.parseLong(NodeRun.row(OUT, "not kept: file too young").get(0));

        assertTrue(before + after <= 40, OUT.toString());
        assertEquals(List.of("100", "/", "100"), loads.subList(3, 6));
        assertEquals(
                400, computed + Long.parseLong(NodeRun.row(OUT, "labels found").get(0)), OUT.toString());
        assertTrue(computed - notKept <= 2 * 40, OUT.toString());
        assertEquals(List.of("1", "1"), NodeRun.row(OUT, "re-indexed"));
    }

    @Test
    void shouldHoldTheBoundsOfTheResults() {
        long held = Long.parseLong(NodeRun.row(OUT, "results held").get(0));
        long evicted = Long.parseLong(NodeRun.row(OUT, "results evicted").get(0));

        assertTrue(held <= 64, OUT.toString());
        assertEquals(76, held + evicted, OUT.toString());
        assertTrue(Long.parseLong(NodeRun.row(OUT, "results read").get(0)) > 0, OUT.toString());
    }

    @Test
    void shouldSayThatItWaits() {
        assertTrue(ERR.toString().contains("labels: waiting "), ERR.toString());
    }
}
