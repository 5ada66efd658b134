package io.rendercache;

import io.rendercache.codec.Codecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A label of an image, with alternates and a score.
 *
 * @param label the best label
 * @param alternates the next best, best first; may be empty. Copied; unmodifiable
 * @param score how well the label fits, in the loader's own measure: any number, infinite ones too, but not NaN
 */
public record ImageLabel(String label, List<String> alternates, double score) {
    /**
     * Checks the components.
     *
     * @param label any text that has a UTF-8 form
     * @param alternates likewise, each of them
     * @param score any number but NaN
     * @throws IllegalArgumentException if a text has no UTF-8 form, or the score is no number
     */
    public ImageLabel {
        Objects.requireNonNull(label, "label");
        Codecs.utf8().encodedLength(label);
        List<String> copy = new ArrayList<>(Objects.requireNonNull(alternates, "alternates"));
        for (int i = 0; i < copy.size(); i++) {
            Codecs.utf8().encodedLength(Objects.requireNonNull(copy.get(i), "alternates[" + i + "]"));
        }
        alternates = List.copyOf(copy);
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score of label \"" + label + "\" must be a number, was " + score);
        }
    }
}
