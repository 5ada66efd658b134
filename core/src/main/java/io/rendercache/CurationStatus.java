package io.rendercache;

import java.util.Arrays;
import java.util.Objects;

/** How a curation job stands; see {@link CurationResultCache#poll}. Values, safe for any number of threads. */
public sealed interface CurationStatus {
    /** No such job was started, or it ended so long ago that nothing is remembered of it. */
    record Unknown() implements CurationStatus {}

    /** The job was started and has not ended. */
    record Running() implements CurationStatus {}

    /**
     * The job ended well.
     *
     * @param result what it made; a copy, the caller's own
     */
    record Completed(byte[] result) implements CurationStatus {
        /**
         * Refuses to be without a result.
         *
         * @param result not {@code null}; it is not copied
         */
        public Completed {
            Objects.requireNonNull(result, "result");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Completed completed && Arrays.equals(result, completed.result);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(result);
        }

        @Override
        public String toString() {
            return "Completed[" + result.length + " bytes]";
        }
    }

    /**
     * The job failed.
     *
     * @param error what it said of it
     */
    record Failed(String error) implements CurationStatus {
        /**
         * Refuses to be without a message.
         *
         * @param error not {@code null}
         */
        public Failed {
            Objects.requireNonNull(error, "error");
        }
    }

    /** The job was known, and its result, or the record that it runs, had to make room for newer ones. */
    record Evicted() implements CurationStatus {}
}
