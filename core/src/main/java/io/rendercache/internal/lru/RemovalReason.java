package io.rendercache.internal.lru;

import io.rendercache.internal.layout.StripeDescriptor;

/** Why an entry or its value is removed, and where a stripe counts it. */
public enum RemovalReason {
    /** The cache was full. */
    EVICTED(StripeDescriptor.EVICTIONS),
    /** Removed by key. */
    EXPLICIT(StripeDescriptor.EXPLICIT),
    /** Overwritten. */
    REPLACED(StripeDescriptor.REPLACED),
    /** Everything was cleared. */
    CLEARED(StripeDescriptor.CLEARED),
    /** Its owner's entries were cleared. */
    OWNER_CLEARED(StripeDescriptor.JOB_CLOSED),
    /** Its value out of line was lost. */
    LOST(StripeDescriptor.LOST);

    private final int countOffset;

    RemovalReason(int countOffset) {
        this.countOffset = countOffset;
    }

    int countOffset() {
        return countOffset;
    }
}
