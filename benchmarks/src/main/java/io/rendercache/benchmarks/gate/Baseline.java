package io.rendercache.benchmarks.gate;

import io.rendercache.benchmarks.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the gate holds a build against, as {@code baseline.json} keeps it.
 *
 * @param arch the processor architecture that the facts were measured on
 * @param facts facts that are the same on every JDK
 * @param factsByJdk facts of each JDK, by its feature version
 * @param peers the largest ratios of {@code bounded-lru} to other caches, each in the fastest of the ways to set it up:
 *     by the cache, then by the benchmark
 */
record Baseline(
        String arch,
        TreeMap<String, Long> facts,
        TreeMap<String, TreeMap<String, Long>> factsByJdk,
        TreeMap<String, TreeMap<String, Double>> peers) {

    /** Reads the file, or refuses it in one line. */
    static Baseline read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    "--baseline: '" + file + "' is not a file; name one, or write it with 'gate --facts --update'");
        }
        Written written;
        try {
            written = Json.read(file, Written.class);
        } catch (IOException e) {
            throw new BadInputException(
                    "--baseline: " + e.getMessage() + "; write it anew with 'gate --facts --update'");
        }
        if (written.arch == null || written.facts == null || written.factsByJdk == null) {
            throw new BadInputException("--baseline: '" + file
                    + "' lacks arch, facts or factsByJdk; write it anew with 'gate --facts --update'");
        }
        return new Baseline(
                written.arch,
                new TreeMap<>(written.facts),
                new TreeMap<>(written.factsByJdk),
                written.peers == null ? new TreeMap<>() : new TreeMap<>(written.peers));
    }

    /** Returns a baseline of these facts; of an earlier one it keeps the other JDKs and the peers. */
    static Baseline of(@Nullable Baseline earlier, String arch, String jdk, Map<String, Long> measured) {
        boolean keeps = earlier != null && earlier.arch.equals(arch);
        TreeMap<String, Long> facts = new TreeMap<>();
        TreeMap<String, Long> ofJdk = new TreeMap<>();
        measured.forEach((fact, value) -> (Facts.dependsOnJdk(fact) ? ofJdk : facts).put(fact, value));
        TreeMap<String, TreeMap<String, Long>> byJdk = keeps ? new TreeMap<>(earlier.factsByJdk) : new TreeMap<>();
        byJdk.put(jdk, ofJdk);
        return new Baseline(arch, facts, byJdk, earlier == null ? new TreeMap<>() : earlier.peers);
    }

    /** Returns the limit, or nothing if none is set. */
    @Nullable
    Double peerLimit(String peer, String benchmark) {
        TreeMap<String, Double> limits = peers.get(peer);
        return limits == null ? null : limits.get(benchmark);
    }

    /** The file as it may be: anything can be missing. */
    private record Written(
            @Nullable String arch,
            @Nullable TreeMap<String, Long> facts,
            @Nullable TreeMap<String, TreeMap<String, Long>> factsByJdk,
            @Nullable TreeMap<String, TreeMap<String, Double>> peers) {}
}
