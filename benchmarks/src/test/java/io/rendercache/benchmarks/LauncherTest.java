package io.rendercache.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.rendercache.benchmarks.jmh.CpuProfiler;
import org.junit.jupiter.api.Test;

class LauncherTest {
    @Test
    void shouldStopAtTheFirstErrorUnlessToldOtherwise() {
        assertArrayEquals(
                new String[] {"GetHit", "-foe", "true"}, Launcher.stoppingAtTheFirstError(new String[] {"GetHit"}));
        assertArrayEquals(
                new String[] {"-foe", "false"}, Launcher.stoppingAtTheFirstError(new String[] {"-foe", "false"}));
    }

    @Test
    void shouldAskJmhForHelpByEitherName() {
        assertArrayEquals(new String[] {"GetHit", "-h"}, Launcher.knownToJmh(new String[] {"GetHit", "--help"}));
        assertArrayEquals(new String[] {"-h", "-t", "2"}, Launcher.knownToJmh(new String[] {"-h", "-t", "2"}));
    }

    @Test
    void shouldNameOurProfilerByItsClass() {
        String profiler = CpuProfiler.class.getName();

        assertArrayEquals(
                new String[] {"GetHit", "-prof", profiler},
                Launcher.knownToJmh(new String[] {"GetHit", "-prof", "cpu"}));
        assertArrayEquals(
                new String[] {"cpu", "-prof", "gc"}, Launcher.knownToJmh(new String[] {"cpu", "-prof", "gc"}));
    }
}
