package io.rendercache.benchmarks.node;

import io.rendercache.ImageLabel;
import java.util.Optional;

/** A label was not what the files say: somebody would be shown what the image no longer is. */
final class WrongLabelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongLabelException(int row, Optional<ImageLabel> found, ImageLabel right, int generation) {
        super("the label of row " + row + " in generation " + generation + " of the index is " + right + ", but "
                + found.map(ImageLabel::toString).orElse("none") + " was answered");
    }
}
