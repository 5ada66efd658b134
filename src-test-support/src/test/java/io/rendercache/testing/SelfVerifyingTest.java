package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelfVerifyingTest {
    private static final String KEY = Keys.path(1);
    private static final String OTHER = Keys.path(2);

    @Test
    void shouldAcceptEveryVariant() {
        for (int variant = -100; variant < 100; variant++) {
            SelfVerifying.check(KEY, SelfVerifying.bytes(KEY, variant, 100), 100);
            SelfVerifying.check(KEY, SelfVerifying.text(KEY, variant, 60), 60);
            SelfVerifying.check(KEY, SelfVerifying.number(KEY, variant));
        }
    }

    @Test
    void shouldVaryInLength() {
        long lengths = IntStream.range(0, 100)
                .map(variant -> SelfVerifying.bytes(KEY, variant, 100).length)
                .distinct()
                .count();

        assertTrue(lengths > 20, "distinct lengths: " + lengths);
    }

    @Test
    void shouldRefuseValueOfAnotherKey() {
        refuses(() -> SelfVerifying.check(OTHER, SelfVerifying.bytes(KEY, 1, 100), 100));
        refuses(() -> SelfVerifying.check(OTHER, SelfVerifying.text(KEY, 1, 60), 60));
        refuses(() -> SelfVerifying.check(OTHER, SelfVerifying.number(KEY, 1)));
    }

    @Test
    void shouldTellCollidingKeysApart() {
        String one = Keys.colliding(2).get(0);
        String two = Keys.colliding(2).get(1);

        refuses(() -> SelfVerifying.check(two, SelfVerifying.number(one, 1)));
        refuses(() -> SelfVerifying.check(two, SelfVerifying.bytes(one, 1, 50), 50));
    }

    @Test
    void shouldRefuseAnyFlippedByteAndAnyTruncation() {
        byte[] value = SelfVerifying.bytes(KEY, 3, 200);

        for (int i = 0; i < value.length; i++) {
            byte[] torn = value.clone();
            torn[i] ^= 1;
            refuses(() -> SelfVerifying.check(KEY, torn, 200));
            byte[] cut = Arrays.copyOf(value, i);
            refuses(() -> SelfVerifying.check(KEY, cut, 200));
        }
    }

    @Test
    void shouldRefuseHalvesOfTwoVariants() {
        String first = SelfVerifying.text(KEY, 1, 200);
        String second = SelfVerifying.text(KEY, 2, 200);

        refuses(() -> SelfVerifying.check(KEY, first.substring(0, 30) + second.substring(30), 200));
        refuses(() -> SelfVerifying.check(KEY, "", 200));
    }

    private static void refuses(Runnable check) {
        assertThrows(AssertionError.class, check::run);
    }
}
