package io.rendercache;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;

/** A cache that an {@link ErrorStorm} goes over, what threads do with it, and how to find out whether it is sound. */
interface StormCache {
    /** What one thread does. Remembers what it has read, to be checked where there is room to. */
    interface Worker {
        /** Does one thing with the cache, chosen at random. May throw at any instruction, and be called again. */
        void operate();

        /** Checks the values that have been read since the last time. */
        void checkSeen();
    }

    /** Makes caches of one kind, of a size and shape that the seed decides. */
    record Maker(String name, LongFunction<StormCache> makes) {
        StormCache make(long seed) {
            return makes.apply(seed);
        }
    }

    /** A value that its key does not have, or no longer. */
    final class WrongValue extends AssertionError {
        private static final long serialVersionUID = 1L;

        WrongValue(String message) {
            super(message);
        }
    }

    /** Returns one worker for each thread. */
    List<Worker> workers();

    /** Checks that the cache does all it should, once the workers have ended; for a thread that has room. */
    void check();

    /** Closes the cache. */
    void close();

    /** Opens the cache's file again, if it has one, and checks what is found. */
    void checkReopened();

    /** Returns the kinds of caches. */
    static List<Maker> makers(Path folder) {
        return List.of(
                new Maker("lru", seed -> new LruStormCache(seed, false, false, null)),
                new Maker("frames", seed -> new FrameStormCache(seed, false, folder, false)),
                new Maker("lru with listener", seed -> new LruStormCache(seed, true, false, null)),
                new Maker("lru mapped", seed -> new LruStormCache(seed, false, false, folder)),
                new Maker("frames mapped", seed -> new FrameStormCache(seed, false, folder, true)),
                new Maker("lru with codec", seed -> new LruStormCache(seed, false, true, null)),
                new Maker("frames with listener", seed -> new FrameStormCache(seed, true, folder, false)),
                new Maker("lru mapped with listener", seed -> new LruStormCache(seed, true, false, folder)));
    }
}
