package io.rendercache.benchmarks.sizing;

import java.io.IOException;

/** A sequence of lookups, from a file or made up. It can be gone through again, and is the same each time. */
@FunctionalInterface
interface References {
    /** Hands all of them over in order; throws if they cannot be read to their end. */
    void forEach(Sink sink) throws IOException;

    /** Takes them one by one. */
    interface Sink {
        /** A lookup; where it misses, the key is inserted. */
        void reference(long key);

        /** The key is removed, if it is held. */
        void remove(long key);
    }
}
