package io.rendercache.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
}
