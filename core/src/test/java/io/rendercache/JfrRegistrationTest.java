package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.internal.jfr.CacheStatisticsEvent;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each statistic has its field in the event. */
class JfrRegistrationTest {
    @Test
    void shouldPutEachStatisticIntoItsField() throws ReflectiveOperationException {
        RecordComponent[] components = CacheStats.class.getRecordComponents();
        Constructor<CacheStats> constructor = CacheStats.class.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        CacheStats stats = constructor.newInstance(
                LongStream.rangeClosed(1, components.length).boxed().toArray());

        CacheStatisticsEvent event = new CacheStatisticsEvent();
        JfrRegistration.fill(event, "name", stats);

        assertEquals("name", event.cache);
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            String field = name.equals("loadNanos") ? "loadTime" : name;
            assertEquals(
                    i + 1, CacheStatisticsEvent.class.getDeclaredField(field).getLong(event), name);
        }
    }
}
