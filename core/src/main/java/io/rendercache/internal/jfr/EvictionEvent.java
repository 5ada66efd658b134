package io.rendercache.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An evicted entry. There can be very many, so it is off, and without stack, unless enabled. */
@Name("io.rendercache.Eviction")
@Label("Cache Eviction")
@Category("Rendercache")
@Description("An entry was evicted because its cache was full; recorded in the thread that needed the room")
@Enabled(false)
@StackTrace(false)
final class EvictionEvent extends Event {
    @Label("Cache")
    @Description("The cache's name")
    @Nullable
    String cache;

    @Label("Key")
    @Description("The key as text, cut after 256 characters")
    @Nullable
    String key;
}
