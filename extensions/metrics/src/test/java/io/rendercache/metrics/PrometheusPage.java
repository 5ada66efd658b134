package io.rendercache.metrics;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rendercache.testing.Threads;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A registry for Prometheus behind an HTTP server on loopback, as a render node would have it, and who scrapes it. */
final class PrometheusPage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SERVER_THREAD = "HTTP-Dispatcher";

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final HttpRequest request;

    PrometheusPage() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/metrics", exchange -> {
            byte[] page = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(page);
            }
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/metrics";
        request = HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT).build();
    }

    /** Fetches the page and returns the series whose name begins with {@code cache_}. */
    Map<Series, Double> scrape() {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError("status " + response.statusCode() + ": " + response.body());
            }
            Map<Series, Double> ours = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
            PrometheusText.parse(response.body()).forEach((series, value) -> {
                if (series.name().startsWith("cache_")) {
                    ours.put(series, value);
                }
            });
            return ours;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while scraping", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        registry.close();
        Threads.await(
                "the server's thread to end",
                LIMIT,
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals(SERVER_THREAD)));
    }
}
