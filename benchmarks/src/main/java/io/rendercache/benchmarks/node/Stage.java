package io.rendercache.benchmarks.node;

/** How far a curation job has come, as its curator notes it: before it begins to end it, and after each other step. */
enum Stage {
    WAITING("not started"),
    STARTED("running"),
    ENDING("about to end"),
    ENDED("at its end");

    private final String text;

    Stage(String text) {
        this.text = text;
    }

    boolean isBefore(Stage other) {
        return compareTo(other) < 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
