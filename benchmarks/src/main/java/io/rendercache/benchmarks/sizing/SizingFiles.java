package io.rendercache.benchmarks.sizing;

import io.rendercache.benchmarks.results.Json;
import io.rendercache.benchmarks.results.ResultsFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The files of a sizing: {@code sizing-<name>.csv}, {@code .json} and {@code .svg}. */
final class SizingFiles {
    private final Path csv;
    private final Path json;
    private final Path svg;

    /** Asks for all of them before anything is computed. */
    SizingFiles(ResultsFolder folder, String name) throws IOException {
        csv = folder.file("sizing-" + name + ".csv");
        json = folder.file("sizing-" + name + ".json");
        svg = folder.file("sizing-" + name + ".svg");
    }

    /** What JSON keeps; the whole curve is in the CSV. */
    private record Summary(
            String name,
            String assumption,
            int cap,
            long references,
            long coldMisses,
            double workingSet,
            double timesWorkingSet,
            int enough,
            List<Sizing.Row> rows,
            List<String> verdict) {}

    /** Writes the figures. */
    void write(Sizing sizing) throws IOException {
        writeCurve(sizing.curve());
        Subject subject = sizing.subject();
        Json.write(
                json,
                new Summary(
                        subject.name(),
                        subject.assumption(),
                        subject.cap(),
                        sizing.curve().references(),
                        sizing.curve().cold(),
                        sizing.workingSet(),
                        sizing.workingSet() == 0 ? 0 : subject.cap() / sizing.workingSet(),
                        sizing.curve().enough(),
                        sizing.rows(),
                        new Words(sizing).verdict()));
    }

    /** Where the chart goes. */
    Path svg() {
        return svg;
    }

    /** A line for each capacity at which the misses differ from those of one entry less. */
    private void writeCurve(MissCurve curve) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(csv)) {
            out.write("capacity,misses,miss_ratio\n");
            for (int capacity : curve.steps()) {
                out.write(String.format(
                                Locale.ROOT,
                                "%d,%d,%.9f%n",
                                capacity,
                                curve.misses(capacity),
                                curve.missRatio(capacity))
                        .replace("\r", ""));
            }
        }
    }
}
