package io.rendercache.benchmarks.node;

import io.rendercache.ImageLabel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * People who open images, the first ones most, while the node is restarted and the images are indexed anew. Every label
 * they are shown is compared with one computed from scratch.
 *
 * <p>Four quarters: the cache fills; it was restarted; the embeddings are rewritten in the midst; and then they are old
 * enough again for labels to be kept.
 */
final class Viewers {
    private static final int QUARTERS = 4;

    private final String name;
    private final ImageIndex index;
    private final Labels labels;
    private final int openings;
    private final long seed;
    private final Duration longest;
    private final Consumer<String> progress;
    private final BooleanSupplier interrupted;

    private final LongAdder opened = new LongAdder();
    private final LongAdder openingNanos = new LongAdder();
    private final List<Histogram> histograms = new ArrayList<>();

    Viewers(
            String name,
            ImageIndex index,
            Labels labels,
            int openings,
            long seed,
            Duration longest,
            Consumer<String> progress,
            BooleanSupplier interrupted) {
        this.name = name;
        this.index = index;
        this.labels = labels;
        this.openings = openings;
        this.seed = seed;
        this.longest = longest;
        this.progress = progress;
        this.interrupted = interrupted;
    }

    /** Computes some labels, or else the run that comes first would pay for the compiler too. */
    static void warmUp(ImageIndex index, int loads, BooleanSupplier stopped) throws IOException {
        Labeller labeller = new Labeller(index.vocabulary());
        for (int load = 0; load < loads && !stopped.getAsBoolean(); load++) {
            int row = load % index.images();
            ImageLabel label = labeller.label(index.embeddings(), row, index.topK());
            if (!index.isRight(row, label, index.finished(), index.begun())) {
                throw new WrongLabelException(row, Optional.of(label), index.label(row, index.begun()), index.begun());
            }
        }
    }

    /** Opens all images, or as many as there is time for. A wrong label or an I/O error ends the run. */
    LabelResult run(int viewers) throws IOException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        BooleanSupplier stopped = () -> interrupted.getAsBoolean() || System.nanoTime() - end >= 0;
        for (int i = 0; i < viewers; i++) {
            histograms.add(new Histogram(3));
            histograms.get(i).setAutoResize(true);
        }
        int generation = index.finished();
        labels.awaitSettled(progress, stopped);
        quarter(0, viewers, -1, stopped);
        long loadsBefore = labels.cost().loads();
        Labels.Restart restart = labels.restart();
        quarter(1, viewers, -1, stopped);
        long loadsAfter = labels.cost().loads() - loadsBefore;
        quarter(2, viewers, openings / QUARTERS / 2, stopped);
        labels.awaitSettled(progress, stopped);
        quarter(3, viewers, -1, stopped);
        Histogram all = new Histogram(3);
        all.setAutoResize(true);
        histograms.forEach(all::add);
        return new LabelResult(
                opened.sum(),
                openingNanos.sum(),
                viewers,
                all,
                restart,
                loadsBefore,
                loadsAfter,
                index.finished() - generation,
                labels.cost(),
                opened.sum() < openings);
    }

    private void quarter(int quarter, int viewers, int reindexAt, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        int first = (int) ((long) openings * quarter / QUARTERS);
        int last = (int) ((long) openings * (quarter + 1) / QUARTERS);
        AtomicInteger next = new AtomicInteger(first);
        Crew crew = new Crew(stopped);
        crew.run(viewers, this::report, member -> {
            int opening = next.getAndIncrement();
            while (opening < last && !crew.stopped()) {
                if (opening - first == reindexAt) {
                    index.reindex();
                }
                open(opening, histograms.get(member));
                opening = next.getAndIncrement();
            }
        });
    }

    private void open(int opening, Histogram times) throws IOException {
        int row = row(opening);
        int oldest = index.finished();
        long asked = System.nanoTime();
        Optional<ImageLabel> label = labels.label(row);
        long nanos = System.nanoTime() - asked;
        int newest = index.begun();
        if (label.isEmpty() || !index.isRight(row, label.get(), oldest, newest)) {
            throw new WrongLabelException(row, label, index.label(row, newest), newest);
        }
        times.recordValue(nanos);
        openingNanos.add(nanos);
        opened.increment();
    }

    /** The first row is asked for most, the k-th about 1/k as often. */
    private int row(int opening) {
        double drawn = new SplittableRandom(seed * 31 + opening).nextDouble();
        return Math.min((int) Math.pow(index.images(), drawn), index.images()) - 1;
    }

    private void report() {
        progress.accept(String.format(
                Locale.ROOT,
                "%s: %,d of %,d images opened, %,d loads",
                name,
                opened.sum(),
                openings,
                labels.cost().loads()));
    }
}
