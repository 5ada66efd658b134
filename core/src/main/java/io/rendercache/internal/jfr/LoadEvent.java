package io.rendercache.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A call of a loader, or the listing of a directory; with the caller's stack. */
@Name("io.rendercache.Load")
@Label("Cache Load")
@Category("Rendercache")
@Description("A value that was not in a cache was loaded")
@Threshold("1 ms")
final class LoadEvent extends Event {
    @Label("Cache")
    @Description("The cache's name")
    @Nullable
    String cache;

    @Label("Key")
    @Description("The key as text, cut after 256 characters")
    @Nullable
    String key;

    @Label("Failed")
    @Description("Whether the loader threw")
    boolean failed;

    @Label("Failure Class")
    @Description("The class of what the loader threw")
    @Nullable
    Class<?> failureClass;
}
