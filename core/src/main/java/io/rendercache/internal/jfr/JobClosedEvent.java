package io.rendercache.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The end of a job, with its final statistics. */
@Name("io.rendercache.JobClosed")
@Label("Cache Job Closed")
@Category("Rendercache")
@Description("A job has ended, and its entries were cleared")
@StackTrace(false)
final class JobClosedEvent extends Event {
    @Label("Cache")
    @Description("The cache's name")
    @Nullable
    String cache;

    @Label("Job Id")
    @Nullable
    String jobId;

    @Label("Hits")
    @Description("The job's lookups that were answered from the cache")
    long hits;

    @Label("Misses")
    @Description("The job's lookups that had to list a directory, or wait for it")
    long misses;

    @Label("Entries")
    @Description("Entries of the job when it ended")
    long entries;

    @Label("Evictions")
    @Description("Entries of the job that had to make room before it ended")
    long evictions;
}
