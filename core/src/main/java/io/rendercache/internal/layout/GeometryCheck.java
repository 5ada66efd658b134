package io.rendercache.internal.layout;

import java.nio.file.Path;

/** Compares the parameters of a file with those of a cache; names the builder's option that differs. */
public final class GeometryCheck {
    private final IncompatibilityMessage refusal;
    private final FileGeometry found;
    private final FileGeometry wanted;

    public GeometryCheck(Path file, FileGeometry found, FileGeometry wanted) {
        this.refusal = new IncompatibilityMessage(file);
        this.found = found;
        this.wanted = wanted;
    }

    /**
     * Returns if they agree.
     *
     * @param anyStripes whether any number of stripes is accepted
     * @throws IncompatibleFileException naming the first difference, what was found and what was wanted
     */
    public void require(boolean anyStripes) throws IncompatibleFileException {
        option("maxEntries", found.maxEntries(), wanted.maxEntries());
        option("maxKeyBytes", found.maxKeyBytes(), wanted.maxKeyBytes());
        option("inlineValueBytes", found.inlineValueBytes(), wanted.inlineValueBytes());
        option("maxValueBytes", found.maxValueBytes(), wanted.maxValueBytes());
        option("maxBytes", found.maxBytes(), wanted.maxBytes());
        codec("keys", found.keys(), wanted.keys());
        codec("values", found.values(), wanted.values());
        if (!anyStripes) {
            option("stripes", found.stripes(), wanted.stripes());
        }
        derived("slotBytes", found.slotBytes(), wanted.slotBytes());
    }

    private void option(String name, long foundValue, long wantedValue) throws IncompatibleFileException {
        if (foundValue != wantedValue) {
            throw refusal.of(
                    "was made with " + name + " " + foundValue + ", not " + wantedValue + " as wanted",
                    "build the cache with " + name + " " + foundValue);
        }
    }

    private void codec(String whose, String foundId, String wantedId) throws IncompatibleFileException {
        if (!foundId.equals(wantedId)) {
            throw refusal.of(
                    "was made with the codec '" + foundId + "' for " + whose + ", not '" + wantedId + "' as wanted",
                    "build the cache with the codec it was made with");
        }
    }

    private void derived(String name, int foundValue, int wantedValue) throws IncompatibleFileException {
        if (foundValue != wantedValue) {
            throw refusal.damaged(
                    "its " + name + " is " + foundValue + ", where " + wantedValue + " follows from the rest");
        }
    }
}
