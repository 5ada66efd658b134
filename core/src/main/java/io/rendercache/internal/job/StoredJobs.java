package io.rendercache.internal.job;

import io.rendercache.internal.lru.StoredKeys;
import io.rendercache.internal.marshal.StringSlotCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads the keys that are found in a file, and takes an owner id for each of their jobs: until a job is opened again,
 * it counts as forgotten. For one thread.
 */
public final class StoredJobs implements StoredKeys {
    private record Found(StringSlotCodec codec, OwnerIds.OwnerId ownerId) {}

    private final OwnerIds ownerIds;
    private final Map<String, Found> jobs = new HashMap<>();

    /** Creates an instance that takes ids from these. */
    public StoredJobs(OwnerIds ownerIds) {
        this.ownerIds = ownerIds;
    }

    @Override
    public long hash(byte[] key, int length, long seed) {
        return job(key).codec.storedHash(key, length, seed);
    }

    @Override
    public int owner(byte[] key, int length) {
        return job(key).ownerId.number();
    }

    /** Visits the id of each job that was found, with its owner id. */
    public void forEach(BiConsumer<String, OwnerIds.OwnerId> visitor) {
        jobs.forEach((id, found) -> visitor.accept(id, found.ownerId));
    }

    private Found job(byte[] key) {
        return jobs.computeIfAbsent(JobKeys.jobId(key), id -> new Found(JobKeys.codec(id), ownerIds.take()));
    }
}
