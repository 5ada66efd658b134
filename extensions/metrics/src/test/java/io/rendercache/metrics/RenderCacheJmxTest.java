package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.BoundedLru;
import io.rendercache.CacheStats;
import io.rendercache.FrameDirCache;
import io.rendercache.Registration;
import io.rendercache.RenderCache;
import io.rendercache.codec.Codecs;
import io.rendercache.testing.Threads;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderCacheJmxTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final FourCaches caches = new FourCaches(FourCaches.HARD_NAME);

    @AfterEach
    void close() throws JMException {
        caches.close();
        for (ObjectName name : names()) {
            server.unregisterMBean(name);
        }
    }

    @Test
    void shouldShowTheStatisticsOfEachKindOfCache() throws Exception {
        for (RenderCache cache : caches.all()) {
            RenderCacheJmx.register(cache);
            cache.countReloads();
        }
        caches.work();

        for (RenderCache cache : caches.all()) {
            Map<String, Double> expected = numbers(cache.stats());
            ObjectName name = name(cache.getClass().getSimpleName(), cache.name());
            Eventually.assertSame(expected, () -> numbers(server, name));
            assertEquals(cache.name(), server.getAttribute(name, "Name"));
            assertEquals(cache.getClass().getSimpleName(), server.getAttribute(name, "Kind"));
            assertEquals(false, server.getAttribute(name, "Closed"));
            assertEquals(false, server.getAttribute(name, "Collected"));
        }
    }

    @Test
    void shouldAnswerOverAConnection() throws Exception {
        RenderCacheJmx.register(caches.lru);
        caches.work();
        JMXConnectorServer connectors = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", InetAddress.getLoopbackAddress().getHostAddress(), 0), null, server);
        connectors.start();
        try (JMXConnector connector = JMXConnectorFactory.connect(connectors.getAddress())) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            ObjectName name = name("BoundedLru", FourCaches.HARD_NAME);

            Eventually.assertSame(numbers(caches.lru.stats()), () -> numbers(connection, name));
        } finally {
            connectors.stop();
        }
    }

    @Test
    void shouldBeReadOnly() throws Exception {
        RenderCacheJmx.register(caches.lru);
        ObjectName name = name("BoundedLru", FourCaches.HARD_NAME);

        MBeanInfo info = server.getMBeanInfo(name);

        assertEquals(0, info.getOperations().length);
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
            assertFalse(attribute.isWritable(), attribute::getName);
        }
        assertThrows(JMException.class, () -> server.setAttribute(name, new Attribute("Hits", 1L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "quoted \"twice\"",
                "a,b=c:d",
                "all*?",
                "back\\slash",
                "new\nline",
                "\u00e9 \u6e32\u67d3",
                "\\n"
            })
    void shouldTakeAnyName(String text) throws Exception {
        try (BoundedLru<String, Long> cache = named(text)) {
            Registration registration = RenderCacheJmx.register(cache);
            ObjectName name = name("BoundedLru", text);

            assertEquals(Set.of(name), names());
            assertFalse(name.isPattern());
            assertEquals(text, server.getAttribute(name, "Name"));
            assertEquals(text, ObjectName.unquote(name.getKeyProperty("name")));

            registration.close();
            assertEquals(Set.of(), names());
        }
    }

    @Test
    void shouldRefuseANameInUseInOneLine() throws Exception {
        Registration first = RenderCacheJmx.register(caches.frames);

        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> RenderCacheJmx.register(caches.frames));

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("type=FrameDirCache,name=\"frames\" is registered already"), message);
        assertEquals(1, message.lines().count(), message);
        assertTrue(server.isRegistered(name("FrameDirCache", "frames")));

        first.close();
        first.close();
        RenderCacheJmx.register(caches.frames).close();
        assertEquals(Set.of(), names());
    }

    @Test
    void shouldRefuseAnotherCacheOfTheNameAndKindWhileTheFirstIsOpen() throws Exception {
        try (FrameDirCache second = FrameDirCache.builder().name("frames").build();
                BoundedLru<String, Long> ofAnotherKind = named("frames")) {
            RenderCacheJmx.register(caches.frames);
            caches.work();

            assertThrows(IllegalStateException.class, () -> RenderCacheJmx.register(second));
            RenderCacheJmx.register(ofAnotherKind);

            assertEquals(Set.of(name("FrameDirCache", "frames"), name("BoundedLru", "frames")), names());
            ObjectName first = name("FrameDirCache", "frames");
            Eventually.assertSame(numbers(caches.frames.stats()), () -> numbers(server, first));
        }
    }

    @Test
    void shouldNameTheBeanByTheCachesKindWhateverItsClass() throws Exception {
        try (RenderCache cache = new ForeignCache("foreign")) {
            RenderCacheJmx.register(cache);

            assertEquals(Set.of(name("Foreign", "foreign")), names());
            assertEquals("Foreign", server.getAttribute(name("Foreign", "foreign"), "Kind"));
        }
    }

    @Test
    void shouldRefuseAClosedCacheAndNull() {
        caches.frames.close();

        IllegalStateException closed =
                assertThrows(IllegalStateException.class, () -> RenderCacheJmx.register(caches.frames));
        NullPointerException missing = assertThrows(NullPointerException.class, () -> RenderCacheJmx.register(null));

        assertEquals("cache frames is closed", closed.getMessage());
        assertEquals("cache must not be null", missing.getMessage());
    }

    @Test
    void shouldTakeTheBeanAwayWhenItsCacheIsClosed() throws Exception {
        for (RenderCache cache : caches.all()) {
            RenderCacheJmx.register(cache);
        }
        assertEquals(4, names().size());

        caches.frames.close();
        assertEquals(3, names().size());
        assertFalse(server.isRegistered(name("FrameDirCache", "frames")));

        caches.close();
        assertEquals(Set.of(), names());
    }

    @Test
    void shouldLeaveTheBeanOfALaterCacheOfTheNameWhereTheFirstIsClosed() throws Exception {
        BoundedLru<String, Long> first = named("again");
        try (BoundedLru<String, Long> second = named("again")) {
            RenderCacheJmx.register(first).close();
            RenderCacheJmx.register(second);

            first.close();

            assertEquals(Set.of(name("BoundedLru", "again")), names());
        }
    }

    /** For who has asked for the bean just before its cache is closed. */
    @Test
    void shouldSayThatACacheIsClosed() throws Exception {
        ObjectName name = name("BoundedLru", FourCaches.HARD_NAME);
        server.registerMBean(new CacheBean(caches.lru), name);
        caches.work();
        Map<String, Double> open = numbers(caches.lru.stats());
        Eventually.assertSame(open, () -> numbers(server, name));

        caches.lru.close();

        assertEquals(true, server.getAttribute(name, "Closed"));
        assertEquals(false, server.getAttribute(name, "Collected"));
        Map<String, Double> closed = new HashMap<>(open);
        for (String held : Set.of("Size", "IndexBytes", "SlotBytes", "LargeBytes", "OffHeapBytes", "HeldBytes")) {
            closed.put(held, 0.0);
        }
        assertEquals(closed, numbers(server, name));
    }

    @Test
    void shouldSayThatACacheWasCollected() throws Exception {
        WeakReference<RenderCache> dropped = registerAndDrop();
        ObjectName name = name("BoundedLru", "dropped");

        Threads.awaitCollecting("the cache to be collected", LIMIT, () -> dropped.get() == null);

        assertEquals(true, server.getAttribute(name, "Collected"));
        assertEquals(true, server.getAttribute(name, "Closed"));
        assertEquals(0.0, numbers(server, name).get("Size"));
    }

    @Test
    void shouldMakeRoomForAnotherOfItsNameOnceClosed() throws Exception {
        BoundedLru<String, Long> first = named("again");
        Registration ofFirst = RenderCacheJmx.register(first);
        first.close();

        try (BoundedLru<String, Long> second = named("again")) {
            Registration ofSecond = RenderCacheJmx.register(second);
            ofFirst.close();

            assertEquals(false, server.getAttribute(name("BoundedLru", "again"), "Closed"));
            ofSecond.close();
            assertEquals(Set.of(), names());
        }
    }

    @Test
    void shouldHaveAnAttributeForEachStatistic() throws Exception {
        RenderCacheJmx.register(caches.lru);
        Set<String> attributes = new TreeSet<>();
        for (MBeanAttributeInfo attribute :
                server.getMBeanInfo(name("BoundedLru", FourCaches.HARD_NAME)).getAttributes()) {
            attributes.add(attribute.getName());
        }

        Set<String> expected = new TreeSet<>(Set.of("Name", "Kind", "Closed", "Collected", "HitRate", "OffHeapBytes"));
        for (RecordComponent component : CacheStats.class.getRecordComponents()) {
            expected.add(attribute(component.getName()));
        }

        assertEquals(expected, attributes);
    }

    private static WeakReference<RenderCache> registerAndDrop() {
        BoundedLru<String, Long> cache = named("dropped");
        RenderCacheJmx.register(cache);
        return new WeakReference<>(cache);
    }

    private static BoundedLru<String, Long> named(String name) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.int64()).name(name).build();
    }

    private Set<ObjectName> names() throws JMException {
        return server.queryNames(new ObjectName("io.rendercache:*"), null);
    }

    private static ObjectName name(String kind, String cache) throws JMException {
        return new ObjectName("io.rendercache:type=" + kind + ",name=" + ObjectName.quote(cache));
    }

    private static Map<String, Double> numbers(CacheStats stats) {
        Map<String, Double> numbers = new HashMap<>();
        try {
            for (RecordComponent component : CacheStats.class.getRecordComponents()) {
                Number value = (Number) component.getAccessor().invoke(stats);
                numbers.put(attribute(component.getName()), value.doubleValue());
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        numbers.put("HitRate", stats.hitRate());
        numbers.put("OffHeapBytes", (double) stats.offHeapBytes());
        return numbers;
    }

    private static Map<String, Double> numbers(MBeanServerConnection connection, ObjectName name) {
        Map<String, Double> numbers = new HashMap<>();
        try {
            for (MBeanAttributeInfo attribute : connection.getMBeanInfo(name).getAttributes()) {
                if (connection.getAttribute(name, attribute.getName()) instanceof Number value) {
                    numbers.put(attribute.getName(), value.doubleValue());
                }
            }
        } catch (Exception e) {
            throw new AssertionError("cannot read " + name, e);
        }
        return numbers;
    }

    private static String attribute(String component) {
        return Character.toUpperCase(component.charAt(0)) + component.substring(1);
    }
}
