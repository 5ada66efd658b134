package io.rendercache.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Statistics of one open cache, which fills in the fields. */
@Name("io.rendercache.CacheStatistics")
@Label("Cache Statistics")
@Category("Rendercache")
@Description("What a cache has done since it was opened, and holds now")
@Period("10 s")
@StackTrace(false)
public final class CacheStatisticsEvent extends Event {
    @Label("Cache")
    @Description("The cache's name")
    public @Nullable String cache;

    @Label("Size")
    @Description("Entries held now")
    public long size;

    @Label("Capacity")
    @Description("The most entries ever held")
    public long capacity;

    @Label("Hits")
    public long hits;

    @Label("Misses")
    public long misses;

    @Label("Loads")
    @Description("Loaders that returned")
    public long loads;

    @Label("Load Failures")
    @Description("Loaders that threw")
    public long loadFailures;

    @Label("Load Time")
    @Description("Time spent in loaders")
    @Timespan(Timespan.NANOSECONDS)
    public long loadTime;

    @Label("Puts")
    @Description("Values written")
    public long puts;

    @Label("Evictions")
    @Description("Entries that had to make room because the cache was full")
    public long evictions;

    @Label("Removed Explicitly")
    @Description("Entries removed by key")
    public long removedExplicitly;

    @Label("Replaced")
    @Description("Values overwritten")
    public long replaced;

    @Label("Cleared")
    @Description("Entries removed with the whole cache")
    public long cleared;

    @Label("Job Closed")
    @Description("Entries removed because their job ended or was cleared")
    public long jobClosed;

    @Label("Rejected")
    @Description("Keys or values too large to be kept")
    public long rejected;

    @Label("Recovered")
    @Description("Entries that were found whole when the cache was opened on its file")
    public long recovered;

    @Label("Discarded")
    @Description("Entries of the file that were torn or had lost their value, and were dropped")
    public long discarded;

    @Label("Reloads")
    @Description("Keys missed a short while after they had been evicted, where that is counted")
    public long reloads;

    @Label("Jobs Open")
    public long jobsOpen;

    @Label("Orphaned")
    @Description("Entries of jobs that are not open")
    public long orphaned;

    @Label("Index Bytes")
    @DataAmount(DataAmount.BYTES)
    public long indexBytes;

    @Label("Slot Bytes")
    @DataAmount(DataAmount.BYTES)
    public long slotBytes;

    @Label("Large Value Bytes")
    @DataAmount(DataAmount.BYTES)
    public long largeBytes;

    @Label("Held Bytes")
    @Description("Bytes of keys and values held now, where they are bounded")
    @DataAmount(DataAmount.BYTES)
    public long heldBytes;
}
