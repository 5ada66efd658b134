package io.rendercache.benchmarks.gate;

import io.rendercache.benchmarks.caches.Implementation;
import io.rendercache.benchmarks.caches.Implementation.Names;
import io.rendercache.benchmarks.caches.Keys;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The two comparisons of speed: which jars, which benchmarks, which limits. */
final class SpeedRun {
    /**
     * With the noise between forks of the machine that this was made on, a slowdown by 10 % is found in 9 of 10 runs.
     */
    static final int PAIRS = 32;

    static final int QUICK_PAIRS = 8;
    static final int SHORT_PAIRS = 2;

    static final String BENCHMARKS = "GetHit.getHit|InsertEvict.insertEvict";

    private static final String OTHER = "other";
    private static final String THIS = "this";
    private static final List<Implementation> PEERS = List.of(Implementation.CAFFEINE, Implementation.OHC);
    private static final List<String> FULL = List.of("-wi", "3", "-w", "500ms", "-i", "3", "-r", "300ms");
    private static final List<String> QUICK = List.of("-wi", "3", "-w", "200ms", "-i", "3", "-r", "100ms");

    private final int pairs;
    private final long seed;
    private final Consumer<String> progress;

    SpeedRun(int pairs, long seed, Consumer<String> progress) {
        this.pairs = pairs;
        this.seed = seed;
        this.progress = progress;
    }

    /** Compares this jar with another, or with a revision that is built first. */
    List<Finding> against(String other, @Nullable String benchmarks, boolean quick)
            throws IOException, InterruptedException {
        String chosen = benchmarks == null ? BENCHMARKS : benchmarks;
        try {
            Pattern.compile(chosen);
        } catch (PatternSyntaxException e) {
            throw new BadInputException(
                    "--benchmarks: '" + chosen + "' is no regular expression: " + e.getDescription());
        }
        try (Workspace workspace = new Workspace()) {
            // What the caller named is looked at before anything is built.
            if (other.endsWith(".jar")) {
                Path otherJar = benchmarksJar(other);
                return against(thisJar(), otherJar, chosen, quick, workspace);
            }
            BuiltRevision revision = BuiltRevision.find(other, Path.of("").toAbsolutePath(), workspace);
            Path jar = thisJar();
            return against(jar, revision.build(progress), chosen, quick, workspace);
        }
    }

    private List<Finding> against(Path jar, Path other, String benchmarks, boolean quick, Workspace workspace)
            throws IOException, InterruptedException {
        Map<String, List<String>> commands = new TreeMap<>();
        commands.put(THIS, command(List.of("-jar", jar.toString()), benchmarks, Names.BOUNDED_LRU, iterations(quick)));
        commands.put(
                OTHER, command(List.of("-jar", other.toString()), benchmarks, Names.BOUNDED_LRU, iterations(quick)));
        return against(new JmhForks(commands, false, workspace.path()));
    }

    /** Compares the sides {@code this} and {@code other} of these forks. */
    List<Finding> against(Forks forks) throws IOException, InterruptedException {
        return gate(forks).judge(THIS, Map.of(OTHER, List.of(OTHER)), (other, benchmark) -> 1);
    }

    /** Compares {@code bounded-lru} with the peers, each in all the ways to set it up. */
    List<Finding> peers(Baseline limits, double slack, boolean brief) throws IOException, InterruptedException {
        Path jar = thisJar();
        Map<String, List<String>> commands = new TreeMap<>();
        List<String> sides = new ArrayList<>(List.of(Names.BOUNDED_LRU));
        variants().values().forEach(sides::addAll);
        for (String side : sides) {
            commands.put(side, command(List.of("-jar", jar.toString()), BENCHMARKS, side, iterations(brief)));
        }
        try (Workspace workspace = new Workspace()) {
            return peers(limits, slack, new JmhForks(commands, true, workspace.path()));
        }
    }

    /** Compares the side {@code bounded-lru} of these forks with the best of those of each peer. */
    List<Finding> peers(Baseline limits, double slack, Forks forks) throws IOException, InterruptedException {
        Map<String, List<String>> peers = variants();
        for (String peer : peers.keySet()) {
            if (!limits.peers().containsKey(peer)) {
                throw new IncomparableException(
                        "the baseline has no limits for " + peer + "; add them by hand under 'peers'");
            }
        }
        return gate(forks).judge(Names.BOUNDED_LRU, peers, (peer, benchmark) -> {
            Double limit = limits.peerLimit(peer, benchmark);
            if (limit == null || !(limit > 0)) {
                throw new IncomparableException("the baseline has no limit above 0 for " + benchmark + " to " + peer
                        + "; add it by hand under 'peers'");
            }
            return limit * slack;
        });
    }

    private static Map<String, List<String>> variants() {
        Map<String, List<String>> variants = new LinkedHashMap<>();
        for (Implementation peer : PEERS) {
            variants.put(
                    peer.id(), peer.variants().stream().map(Implementation::id).toList());
        }
        return variants;
    }

    private SpeedGate gate(Forks forks) {
        return new SpeedGate(forks, pairs, new Decision(Decision.RESAMPLES, seed), progress);
    }

    private static List<String> iterations(boolean quick) {
        return quick ? QUICK : FULL;
    }

    /**
     * Returns the command that runs one side.
     *
     * @param program what java runs: a jar, or a class path and a class
     * @param iterations JMH's options for their number and length
     */
    static List<String> command(
            List<String> program, String benchmarks, String implementation, List<String> iterations) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        // A revision whose benchmarks have no such keys passes over that, and measures the same.
        command.addAll(List.of(
                benchmarks,
                "-p",
                "impl=" + implementation,
                "-p",
                "capacity=1000",
                "-p",
                "keys=" + Keys.Kind.Names.EQUAL,
                "-t",
                "1"));
        command.addAll(iterations);
        return command;
    }

    /** Refuses what is no benchmarks.jar: JMH would say so only in its log. */
    private static Path benchmarksJar(String name) {
        Path jar = Path.of(name);
        if (!Files.isRegularFile(jar)) {
            throw new BadInputException("--against: '" + name + "' is not a file; name a benchmarks.jar");
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry("META-INF/BenchmarkList") != null) {
                return jar.toAbsolutePath();
            }
        } catch (IOException e) {
            throw new BadInputException(
                    "--against: '" + name + "' is no jar (" + e.getMessage() + "); name a benchmarks.jar");
        }
        throw new BadInputException("--against: '" + name + "' has no benchmarks in it; name a benchmarks.jar");
    }

    private static Path thisJar() {
        try {
            Path jar = Path.of(SpeedRun.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(jar)) {
                return jar;
            }
        } catch (URISyntaxException e) {
            // Refused below, as any other place that is no jar.
        }
        throw new BadInputException("the gate does not run from a jar; build benchmarks.jar and run it from there");
    }
}
