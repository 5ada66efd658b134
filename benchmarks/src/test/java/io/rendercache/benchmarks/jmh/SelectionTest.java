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
}
