package io.rendercache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What the flight recorder wrote down of caches while something was done: written to a file, and read back. */
final class Recorded {
    private final List<RecordedEvent> events;

    private Recorded(List<RecordedEvent> events) {
        this.events = events;
    }

    /** Records while this runs. */
    static Recorded during(Consumer<Recording> settings, Runnable doing) throws IOException {
        Path file = Files.createTempFile("rendercache", ".jfr");
        try (Recording recording = new Recording()) {
            settings.accept(recording);
            recording.start();
            doing.run();
            recording.stop();
            recording.dump(file);
            return new Recorded(RecordingFile.readAllEvents(file));
        } finally {
            Files.delete(file);
        }
    }

    /** Returns the events of this name that are about this cache, in the order in which they ended. */
    List<RecordedEvent> events(String name, String cache) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .filter(event -> cache.equals(event.getString("cache")))
                .sorted((one, other) -> one.getEndTime().compareTo(other.getEndTime()))
                .toList();
    }

    /** Returns the names of the caches that events of this name are about. */
    Set<String> caches(String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .map(event -> event.getString("cache"))
                .collect(Collectors.toSet());
    }
}
