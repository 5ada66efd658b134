package io.rendercache;

/** Looks into a cache's engine for tests of other packages. */
public final class EngineProbe {
    private EngineProbe() {}

    /** Fails unless all that the engine knows of a cache at rest agrees. */
    public static void validate(BoundedLru<?, ?> cache) {
        cache.engine().validate();
    }
}
