package io.rendercache.testing;

import org.jspecify.annotations.Nullable;

/**
 * How often a test repeats an action that takes long, such as starting a process and killing it: as often as it asks
 * for, or a share of that if the same build has already run in full.
 */
public final class Rounds {
    /** The system property with the share, in percent; 100 unless set. */
    public static final String PERCENT_PROPERTY = "rendercache.roundsPercent";

    private static final int ALL_PERCENT = 100;

    private Rounds() {}

    /**
     * Returns the share of this many rounds, at least one.
     *
     * @throws IllegalArgumentException if the property is no whole number from 1 to 100
     */
    public static int of(int full) {
        return of(full, System.getProperty(PERCENT_PROPERTY, ""));
    }

    static int of(int full, String percentText) {
        int percent = percent(percentText);
        return Math.max(1, (int) ((long) full * percent / ALL_PERCENT));
    }

    private static int percent(String text) {
        if (text.isEmpty()) {
            return ALL_PERCENT;
        }
        try {
            int percent = Integer.parseInt(text);
            if (percent >= 1 && percent <= ALL_PERCENT) {
                return percent;
            }
        } catch (NumberFormatException e) {
            throw refusal(text, e);
        }
        throw refusal(text, null);
    }

    private static IllegalArgumentException refusal(String text, @Nullable NumberFormatException cause) {
        return new IllegalArgumentException(
                PERCENT_PROPERTY + " is '" + text + "'; give a whole number from 1 to " + ALL_PERCENT, cause);
    }
}
