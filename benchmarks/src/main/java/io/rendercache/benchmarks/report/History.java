package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.caches.Implementation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The engine's time as a multiple of Caffeine's, set up in the best of the ways that were measured, run by run. Only
 * scores of one file are set against each other, for the machine drifts from hour to hour.
 *
 * @param runs the runs that have such a ratio, in the order of their names, which begin with the date
 * @param lines by benchmark, setting and threads: the number of the run, from 1, and its ratio
 */
record History(List<String> runs, Map<String, Map<Integer, Double>> lines) {

    /**
     * Reads all folders in {@code root}; a file that cannot be read is a line in {@code problems}, unless it is in
     * {@code shown}, whose own reader says so.
     */
    static History read(Path root, Path shown, List<String> problems) {
        List<Path> folders = List.of();
        try (Stream<Path> listed = Files.list(root)) {
            folders = listed.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            problems.add("history: " + root + " cannot be listed: " + e);
        }
        List<String> runs = new ArrayList<>();
        Map<String, Map<Integer, Double>> lines = new TreeMap<>();
        for (Path folder : folders) {
            try {
                List<String> unread = new ArrayList<>();
                String name = folder.getFileName().toString();
                Map<String, Double> ratios = ratios(RunReader.scores(folder, unread));
                if (!Files.isSameFile(folder, shown)) {
                    unread.forEach(problem -> problems.add("history: " + name + ": " + problem));
                }
                if (!ratios.isEmpty()) {
                    runs.add(name);
                    ratios.forEach((line, ratio) ->
                            lines.computeIfAbsent(line, key -> new TreeMap<>()).put(runs.size(), ratio));
                }
            } catch (IOException e) {
                problems.add("history: " + folder + " cannot be read: " + e);
            }
        }
        return new History(runs, lines);
    }

    private static Map<String, Double> ratios(List<Score> scores) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Score ours : scores) {
            if (ours.who().equals(Palette.OURS)) {
                ours.best(Implementation.CAFFEINE, scores)
                        .ifPresent(peer -> ratios.putIfAbsent(
                                ours.benchmark() + ", " + ours.setting().replaceAll("capacity |keys ", "") + ", "
                                        + ours.threads() + "T",
                                ours.score() / peer.score()));
            }
        }
        return ratios;
    }
}
