package io.rendercache.large;

import io.rendercache.spi.LargeValueStore;
import io.rendercache.spi.LargeValueStoreProvider;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens stores of large values in Chronicle Map; {@link java.util.ServiceLoader} creates it. No class of Chronicle's is
 * initialised before a store is opened.
 */
public final class ChronicleStoreProvider implements LargeValueStoreProvider {
    /** Creates the provider; allocates nothing. */
    public ChronicleStoreProvider() {}

    @Override
    public void requireFlags() {
        LargeValueFlags.require();
    }

    @Override
    public LargeValueStore openInMemory(long maxBytes, int maxEntries) {
        return ChronicleLargeValueStore.inMemory(maxBytes, maxEntries);
    }

    @Override
    public LargeValueStore openPersisted(Path file, long maxBytes, int maxEntries) throws IOException {
        return ChronicleLargeValueStore.persistedTo(file, maxBytes, maxEntries);
    }
}
