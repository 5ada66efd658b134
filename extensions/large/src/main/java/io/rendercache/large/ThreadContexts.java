package io.rendercache.large;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.openhft.chronicle.hash.impl.ContextHolder;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.VanillaChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * What Chronicle keeps of a map for each thread that uses it, kept with the map. In the threads, where Chronicle would
 * have it, an object of a class of Chronicle's would outlive the map, and with it the class loader of an application
 * that has closed its caches while the threads live on.
 */
final class ThreadContexts extends ThreadLocal<@Nullable ContextHolder> {
    private final Map<Thread, ContextHolder> contexts = new ConcurrentHashMap<>();

    /**
     * Has a map that no other thread has used yet keep its contexts here, if it is of the version whose field is known.
     */
    static void keepWith(ChronicleMap<?, ?> map) {
        try {
            Field field = VanillaChronicleMap.class.getDeclaredField("cxt");
            field.setAccessible(true);
            field.set(map, new ThreadContexts());
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return; // another version works as well, but leaves objects in threads
        }
    }

    @Override
    public @Nullable ContextHolder get() {
        return contexts.get(Thread.currentThread());
    }

    @Override
    public void set(@Nullable ContextHolder context) {
        contexts.keySet().removeIf(thread -> !thread.isAlive());
        if (context == null) {
            remove();
        } else {
            contexts.put(Thread.currentThread(), context);
        }
    }

    @Override
    public void remove() {
        contexts.remove(Thread.currentThread());
    }
}
