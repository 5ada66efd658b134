package io.rendercache.metrics;

import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** Sends each line as a packet to an agent, never more than the agent's socket has room for, so that none is lost. */
final class StatsdSender implements Consumer<String>, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_UNDER_WAY = 64;

    private final StatsdAgent agent;
    private final DatagramSocket socket;
    private long sent;

    StatsdSender(StatsdAgent agent) {
        this.agent = agent;
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.connect(InetAddress.getLoopbackAddress(), agent.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void accept(String line) {
        if (socket.isClosed()) {
            return;
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sent++;
        Threads.await("the agent to take packets", LIMIT, () -> sent - agent.packets() < MOST_UNDER_WAY);
    }

    @Override
    public synchronized void close() {
        socket.close();
    }
}
