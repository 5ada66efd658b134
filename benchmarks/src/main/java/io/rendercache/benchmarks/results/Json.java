package io.rendercache.benchmarks.results;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Records to JSON and back. What is null is left out; what is missing is null, or 0, when it is read; what is not known
 * is passed over. A number that JSON does not have, NaN or an infinity, is refused with {@link
 * IllegalArgumentException}. Safe for any number of threads.
 */
public final class Json {
    private static final Gson LINE = new GsonBuilder().disableHtmlEscaping().create();
    private static final Gson PRETTY = LINE.newBuilder().setPrettyPrinting().create();

    private Json() {}

    /** Returns the value in one line, without a line end. */
    public static String line(Object value) {
        return LINE.toJson(value);
    }

    /** Returns the value indented, for a file that people read too. */
    public static String pretty(Object value) {
        return PRETTY.toJson(value) + "\n";
    }

    /** Returns what the text says, or throws an {@link IOException} of one line that begins with {@code source}. */
    public static <T> T parse(String text, Class<T> type, String source) throws IOException {
        T value;
        try {
            value = LINE.fromJson(text, type);
        } catch (JsonParseException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IOException(source + ": not the JSON expected of it: " + reason, e);
        }
        if (value == null) {
            throw new IOException(source + ": empty, where JSON was expected");
        }
        return value;
    }

    /** Returns what the file says; an {@link IOException} names the file. */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        return parse(Files.readString(file), type, file.toString());
    }

    /** Writes the value to the file, over what was there: {@link ResultsFolder#file} guards what must not be lost. */
    public static void write(Path file, Object value) throws IOException {
        Files.writeString(file, pretty(value));
    }
}
