package io.rendercache.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GetHit -p impl=frame-dir,frame-dir-key",
                "GetHit|InsertEvict -p impl=bounded-lru,caffeine",
                "-p capacity=1000",
                "GetHit|Mix|Zipf -p keys=same,equal,fresh",
                "GetMiss|InsertEvict -p keys=equal,fresh",
                "-h",
                "-no-such-option",
            })
    void shouldLetPassWhatCanRun(String arguments) {
        assertEquals(Optional.empty(), Selection.objection(arguments.split(" ")));
    }

    @Test
    void shouldRefuseToTimeTheFileSystem() {
        String objection = Selection.objection("GetHit|InsertEvict -p impl=frame-dir".split(" "))
                .orElseThrow();

        assertTrue(objection.startsWith("-p impl: 'frame-dir' "), objection);
        assertTrue(objection.contains("InsertEvict"), objection);
    }

    @Test
    void shouldRefuseUnknownImplementations() {
        String objection =
                Selection.objection("GetHit -p impl=guava".split(" ")).orElseThrow();

        assertTrue(objection.startsWith("-p impl: no implementation is named 'guava'; take one of "), objection);
    }

    @Test
    void shouldRefuseKeysThatABenchmarkCannotHave() {
        String unknown =
                Selection.objection("GetHit -p keys=interned".split(" ")).orElseThrow();
        String insert = Selection.objection("GetHit|InsertEvict -p keys=equal,same".split(" "))
                .orElseThrow();

        assertTrue(unknown.startsWith("-p keys: no kind of keys is named 'interned'; take one of "), unknown);
        assertTrue(insert.startsWith("-p keys: 'same' "), insert);
        assertTrue(insert.contains("InsertEvict"), insert);
    }
}
