package io.rendercache.metrics;

import io.rendercache.Registration;
import io.rendercache.RenderCache;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Registers a cache for management (JConsole, VisualVM, any JMX client) as a read-only {@link RenderCacheMXBean}.
 *
 * <pre>{@code
 * RenderCacheJmx.register(frameDirs);   // io.rendercache:type=FrameDirCache,name="frame-dirs"
 * }</pre>
 *
 * <p>The bean's name is {@code io.rendercache:type=KIND,name="NAME"}, the name quoted as {@link ObjectName#quote} does.
 * The MBean server does not keep the cache reachable. The bean is unregistered when the cache is closed, or earlier
 * when its {@link Registration} is closed. The bean of a cache that was collected without having been closed is
 * replaced by another of its name.
 *
 * <p>Needs the module {@code java.management}, and nothing of Micrometer. Safe for any number of threads.
 */
public final class RenderCacheJmx {
    private static final String DOMAIN = "io.rendercache";
    private static final String NEEDED = "javax.management.MBeanServer";

    /** Makes checking whether a name is taken and registering it one step. */
    private static final Object TURN = new Object();

    private RenderCacheJmx() {}

    /**
     * Registers the cache with the platform's MBean server.
     *
     * @param cache an open cache; it is not kept reachable
     * @return a registration that removes the bean
     * @throws IllegalStateException if the cache is closed; if another of its kind and name is registered and open; or
     *     if the runtime lacks {@code java.management}
     */
    public static Registration register(RenderCache cache) {
        Objects.requireNonNull(cache, "cache must not be null");
        requireManagement();
        return Bean.register(cache);
    }

    /** Names the missing module, in place of an error from deep inside. */
    private static void requireManagement() {
        try {
            Class.forName(NEEDED, false, RenderCacheJmx.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "this Java runtime lacks the module java.management, which RenderCacheJmx needs; build it with"
                            + " jlink --add-modules java.management",
                    e);
        }
    }

    /** Uses {@code java.management}; a class of its own, so that it is loaded only after the module was found. */
    private static final class Bean {
        private Bean() {}

        static Registration register(RenderCache cache) {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            CacheBean bean = new CacheBean(cache);
            ObjectName name = objectName(cache);
            synchronized (TURN) {
                enter(server, name, bean);
            }
            Registration atClose = cache.onClose(() -> leave(server, name, bean));
            return () -> {
                atClose.close();
                leave(server, name, bean);
            };
        }

        private static void leave(MBeanServer server, ObjectName name, CacheBean bean) {
            synchronized (TURN) {
                if (bean.isRegistered()) {
                    remove(server, name);
                }
            }
        }

        private static void enter(MBeanServer server, ObjectName name, CacheBean bean) {
            if (isLeftBehind(server, name)) {
                remove(server, name);
            }
            try {
                server.registerMBean(bean, name);
            } catch (InstanceAlreadyExistsException e) {
                throw new IllegalStateException(
                        name + " is registered already; give each cache a name of its own, or close the earlier"
                                + " one",
                        e);
            } catch (JMException e) {
                throw new IllegalStateException("cannot register " + name + ": " + e.getMessage(), e);
            }
        }

        /** Returns whether the name is that of a cache which is closed or collected. */
        private static boolean isLeftBehind(MBeanServer server, ObjectName name) {
            try {
                return server.isRegistered(name)
                        && server.isInstanceOf(name, CacheBean.class.getName())
                        && Boolean.TRUE.equals(server.getAttribute(name, "Closed"));
            } catch (JMException e) {
                return false;
            }
        }

        private static void remove(MBeanServer server, ObjectName name) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                // Another thread has unregistered it.
            } catch (JMException e) {
                throw new IllegalStateException("cannot unregister " + name + ": " + e.getMessage(), e);
            }
        }

        private static ObjectName objectName(RenderCache cache) {
            String text = DOMAIN + ":type=" + cache.kind() + ",name=" + ObjectName.quote(cache.name());
            try {
                return new ObjectName(text);
            } catch (MalformedObjectNameException e) {
                throw new IllegalStateException("cannot make an object name of " + text, e);
            }
        }
    }
}
