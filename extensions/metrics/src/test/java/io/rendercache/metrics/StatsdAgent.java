package io.rendercache.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listens to StatsD packets on loopback as an agent of Datadog would, and keeps what such an agent would know: the sum
 * of each counter, the last value of each gauge, how often and how long for each timer.
 */
final class StatsdAgent implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("([^:|]+):([^:|]+)\\|([a-z]+)\\|#(.*)");
    /** Room for all that can come while this machine does something else: a lost packet is a wrong sum. */
    private static final int BUFFER_BYTES = 1 << 22;

    private final DatagramSocket socket;
    private final Thread thread = new Thread(this::listen, "statsd-agent");
    // No lock: who looks at it in a loop must not hold up the thread that empties the socket.
    private final Map<Series, Double> known = new ConcurrentHashMap<>();
    private volatile RuntimeException failure;
    private volatile long packets;

    StatsdAgent() {
        try {
            socket = new DatagramSocket(null);
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Returns what is known now; a series' name has its type behind it, and a timer is two series. */
    Map<Series, Double> known() {
        RuntimeException bad = failure;
        if (bad != null) {
            throw bad;
        }
        return new HashMap<>(known);
    }

    /** Returns how many packets have come. */
    long packets() {
        return packets;
    }

    private void listen() {
        byte[] bytes = new byte[1 << 16];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
            } catch (IOException e) {
                return;
            }
            String text = new String(bytes, 0, packet.getLength(), StandardCharsets.UTF_8);
            try {
                text.lines().filter(line -> !line.isBlank()).forEach(this::take);
            } catch (RuntimeException e) {
                failure = e;
            }
            packets++; // by this thread alone
        }
    }

    private void take(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a line of Datadog's StatsD: " + line);
        }
        double value = Double.parseDouble(matcher.group(2));
        Map<String, String> tags = new HashMap<>();
        for (String tag : matcher.group(4).split(",")) {
            int colon = tag.indexOf(':');
            if (colon < 0 || tags.put(tag.substring(0, colon), tag.substring(colon + 1)) != null) {
                throw new IllegalArgumentException("not a tag, or there twice: " + tag + " in " + line);
            }
        }
        String name = matcher.group(1) + "|" + matcher.group(3);
        switch (matcher.group(3)) {
            case "c" -> known.merge(new Series(name, tags), value, Double::sum);
            case "g" -> known.put(new Series(name, tags), value);
            case "ms" -> {
                known.merge(new Series(name + " count", tags), 1.0, Double::sum);
                known.merge(new Series(name + " sum", tags), value, Double::sum);
            }
            default -> throw new IllegalArgumentException("unexpected type: " + line);
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("the agent's thread has not ended");
        }
    }
}
