package io.rendercache.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.rendercache.CacheFeature;
import io.rendercache.Registration;
import io.rendercache.RenderCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Registers a cache's meters with Micrometer, by the names of its {@code CacheMeterBinder} where that has one.
 *
 * <pre>{@code
 * RenderCacheMetrics.monitor(registry, frameDirs, "node", "r17");
 * }</pre>
 *
 * <p>A cache has the meters that every cache has, and those of its {@link RenderCache#features}. Each meter has the tag
 * {@code cache}, the cache's name, and the tags given. A job's id is never a tag: one series for each job would
 * overload any backend.
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>Meter</th><th>Kind</th><th>Meaning</th></tr>
 * <tr><td>{@code cache.size}</td><td>gauge</td><td>entries held</td></tr>
 * <tr><td>{@code cache.capacity}</td><td>gauge</td><td>the maximum number of entries</td></tr>
 * <tr><td>{@code cache.memory}, {@code area} {@code index}, {@code slots}, {@code large}</td><td>gauge, bytes</td>
 *     <td>memory reserved outside the heap, including mapped files</td></tr>
 * <tr><td>{@code cache.gets}, {@code result} {@code hit}, {@code miss}</td><td>counter</td><td>lookups</td></tr>
 * <tr><td>{@code cache.puts}</td><td>counter</td><td>values written, new and overwritten</td></tr>
 * <tr><td>{@code cache.evictions}</td><td>counter</td><td>entries removed because the cache was full</td></tr>
 * <tr><td>{@code cache.removals}, {@code cause} {@code explicit}, {@code replaced}, {@code job_closed}, {@code
 *     cleared}</td><td>counter</td><td>entries, or values, removed for another cause</td></tr>
 * <tr><td>{@code cache.rejected}</td><td>counter</td><td>keys and values too large for the cache</td></tr>
 * <tr><td>{@code cache.reloads.after.eviction}</td><td>counter</td><td>misses of keys evicted shortly before: the cache
 * is too small</td></tr>
 * <tr><td>{@code cache.load}, {@code result} {@code success}, {@code failure}</td><td>counter</td><td>loads; only with
 *     {@link CacheFeature#LOADING}</td></tr>
 * <tr><td>{@code cache.load.duration}</td><td>timer</td><td>time in loaders; only with {@link
 * CacheFeature#LOADING}</td></tr>
 * <tr><td>{@code cache.jobs.open}</td><td>gauge</td><td>jobs that are open or running; only with {@link
 *     CacheFeature#JOBS}</td></tr>
 * <tr><td>{@code cache.entries.orphaned}</td><td>gauge</td><td>entries of jobs that are not open, a leak; only with
 *     {@link CacheFeature#JOB_ENTRIES}</td></tr> </table>
 *
 * <p>The numbers are taken together and kept for 50 ms, so they are that old at most. The meters are removed from the
 * registry when the cache is closed, or earlier when the {@link Registration} is closed. A registry does not keep a
 * cache reachable, nor a cache a registry. Of a cache that is being closed, or that was collected without having been
 * closed, gauges are {@code NaN} and counters keep their last value.
 *
 * <p>Use one set of tag keys for all caches of a registry: Prometheus refuses two under one name.
 *
 * <p>Needs {@code io.micrometer:micrometer-core}, 1.x. Safe for any number of threads.
 */
public final class RenderCacheMetrics {
    private static final String NEEDED = "io.micrometer.core.instrument.MeterRegistry";
    private static final Set<String> OWN_KEYS = Set.of("cache", "result", "cause", "area");

    private RenderCacheMetrics() {}

    /**
     * Registers the cache's meters, and makes the cache count reloads ({@link RenderCache#countReloads}), which adds a
     * little to the cost of each miss and each eviction.
     *
     * @param registry the registry
     * @param cache an open cache; it is not kept reachable
     * @param tags alternating keys and values, for all meters
     * @return a registration that removes the meters
     * @throws IllegalArgumentException if a key is without a value, or is {@code cache}, {@code result}, {@code cause}
     *     or {@code area}
     * @throws IllegalStateException if the cache is closed; if the registry has meters of that cache's name and tags
     *     already, of this or of another cache, or refuses a meter for another reason, and then is not changed; or if
     *     Micrometer is not on the class path
     */
    public static Registration monitor(MeterRegistry registry, RenderCache cache, String... tags) {
        requireMicrometer();
        Objects.requireNonNull(tags, "tags must not be null; leave them out for none");
        if (tags.length % 2 != 0) {
            throw new IllegalArgumentException("tags must be keys and values in turn, an even number; were "
                    + tags.length + ": " + Arrays.asList(tags));
        }
        List<Tag> pairs = new ArrayList<>();
        for (int i = 0; i < tags.length; i += 2) {
            String key = Objects.requireNonNull(tags[i], "a tag's key must not be null");
            pairs.add(
                    Tag.of(key, Objects.requireNonNull(tags[i + 1], "the value of tag " + key + " must not be null")));
        }
        return monitor(registry, cache, pairs);
    }

    /**
     * Like {@link #monitor(MeterRegistry, RenderCache, String...)}, with {@code Tag} objects.
     *
     * @param registry the registry
     * @param cache an open cache; it is not kept reachable
     * @param tags for all meters
     * @return a registration that removes the meters
     */
    public static Registration monitor(MeterRegistry registry, RenderCache cache, Iterable<Tag> tags) {
        requireMicrometer();
        Objects.requireNonNull(registry, "registry must not be null");
        Objects.requireNonNull(cache, "cache must not be null");
        Objects.requireNonNull(tags, "tags must not be null; leave them out for none");
        List<Tag> all = new ArrayList<>();
        for (Tag tag : tags) {
            all.add(Objects.requireNonNull(tag, "a tag must not be null"));
            if (OWN_KEYS.contains(tag.getKey())) {
                throw new IllegalArgumentException(
                        "tag key " + tag.getKey() + " is one of the meters' own; choose another name for it");
            }
        }
        return CacheMeters.register(registry, cache, all);
    }

    /** Names the missing artifact, in place of an error from deep inside. */
    private static void requireMicrometer() {
        try {
            Class.forName(NEEDED, false, RenderCacheMetrics.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Micrometer is not on the class path; RenderCacheMetrics needs io.micrometer:micrometer-core, 1.x",
                    e);
        }
    }
}
