package io.rendercache.benchmarks.node;

import io.rendercache.ImageLabel;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads the files each time it is asked. */
final class LoadedLabels implements Labels {
    private final ImageIndex index;
    private final Labeller labeller;

    LoadedLabels(ImageIndex index) {
        this.index = index;
        this.labeller = new Labeller(index.vocabulary());
    }

    @Override
    public Optional<ImageLabel> label(int row) throws IOException {
        return Optional.of(labeller.label(index.embeddings(), row, index.topK()));
    }

    @Override
    public void awaitSettled(Consumer<String> progress, BooleanSupplier stopped) {
        // Nothing is kept.
    }

    @Override
    public Restart restart() {
        return new Restart(0, 0, 0, 0);
    }

    @Override
    public Cost cost() {
        return new Cost(labeller.loads(), 0, 0, 0, 0);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
