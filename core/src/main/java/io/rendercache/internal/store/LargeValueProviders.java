package io.rendercache.internal.store;

import io.rendercache.spi.LargeValueStoreProvider;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the module that keeps values too large for a slot. Keeps no provider, so that no class loader is held. */
final class LargeValueProviders {
    private static final String ARTIFACT = "io.rendercache:rendercache-large";

    private LargeValueProviders() {}

    /**
     * Returns the provider, after checking that the JVM has its flags.
     *
     * @param what the values that need it, for the message
     * @param remedy an alternative remedy, for the message
     * @throws IllegalStateException if there is none, or the JVM lacks flags; its message says in one line what to add
     */
    static LargeValueStoreProvider require(String cacheName, String what, String remedy) {
        ServiceConfigurationError broken = null;
        ClassLoader own = LargeValueStoreProvider.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader : new @Nullable ClassLoader[] {own, context}) {
            try {
                Optional<LargeValueStoreProvider> found = ServiceLoader.load(LargeValueStoreProvider.class, loader)
                        .findFirst();
                if (found.isPresent()) {
                    found.get().requireFlags();
                    return found.get();
                }
            } catch (ServiceConfigurationError e) { // of another copy of this library, for example
                broken = e;
            }
        }
        throw new IllegalStateException(
                "cache " + cacheName + ": " + what + " need the artifact " + ARTIFACT
                        + (broken == null ? "" : ", which cannot be loaded (" + broken.getMessage() + ")") + "; add it"
                        + ", or " + remedy,
                broken);
    }
}
