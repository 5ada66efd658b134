package io.rendercache.internal.lru;

import org.jspecify.annotations.Nullable;

/**
 * Remembers where a key was last found, for callers that look up the same key again and again.
 *
 * <p>A place is a slot with the version at which it held the key. While the slot still has that version it holds the
 * same entry: a version is never used twice in a slot, and removal, eviction and overwriting each advance it. So one
 * comparison replaces hashing, probing and comparing the key. Places are immutable and published by a plain write:
 * threads that share the key see one place or another, each consistent in itself.
 */
public final class PreparedKey {
    record Place(int slot, long address, long valueAddress, long version) {}

    private @Nullable Place place;

    @Nullable
    Place place() {
        return place;
    }

    void remember(Place found) {
        place = found;
    }
}
