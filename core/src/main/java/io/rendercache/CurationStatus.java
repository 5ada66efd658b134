package io.rendercache;

import java.util.Arrays;
import java.util.Objects;

/**
 * The state of a curation job; see {@link CurationResultCache#poll}. Immutable values, except for the array of {@link
 * Completed}.
 */
public sealed interface CurationStatus {
    /** No such job was started, or its record has been evicted. */
    record Unknown() implements CurationStatus {}

    /** The job was started and has not ended. */
    record Running() implements CurationStatus {}

    /**
     * The job completed.
     *
     * @param result the job's result; a copy that belongs to the caller
     */
    record Completed(byte[] result) implements CurationStatus {
        /**
         * Requires a result.
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
     * @param error the message that was recorded
     */
    record Failed(String error) implements CurationStatus {
        /**
         * Requires a message.
         *
         * @param error not {@code null}
         */
        public Failed {
            Objects.requireNonNull(error, "error");
        }
    }

    /** The job was known, and its result, or the record that it runs, was evicted by newer ones. */
    record Evicted() implements CurationStatus {}
}
