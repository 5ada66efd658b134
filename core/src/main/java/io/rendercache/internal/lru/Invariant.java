package io.rendercache.internal.lru;

/** What holds in a structure whenever no thread is inside. */
final class Invariant {
    private Invariant() {}

    /**
     * Checks an invariant.
     *
     * @throws AssertionError if it does not hold
     */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
