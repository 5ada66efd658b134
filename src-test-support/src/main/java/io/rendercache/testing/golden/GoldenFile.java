package io.rendercache.testing.golden;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tukaani.xz.XZInputStream;

/**
 * A cache file of layout 1 that an earlier version wrote, with the files beside it and what that version made of them.
 *
 * @param name the folder that holds it among the resources of this package
 */
public record GoldenFile(String name) {
    /** The name of the main file of each set; the files beside it have suffixes. */
    private static final String MAIN = "cache.rc";

    /** Returns all golden files. */
    public static List<GoldenFile> all() {
        return text("sets.txt").lines().map(GoldenFile::new).toList();
    }

    /** Returns what the version that wrote the file found in it when it opened a copy. */
    public JsonObject expected() {
        return JsonParser.parseString(text(name + "/expected.json")).getAsJsonObject();
    }

    /** Returns whether its header is one of layout 1, so that it can be converted. */
    public boolean isConvertible() {
        return expected().has("recovered") || expected().has("message");
    }

    /** Returns what the operator's tool prints of the converted files, command by command, with its exit codes. */
    public String toolTranscript() {
        return text(name + "/tool.txt");
    }

    /** Unpacks the file and those beside it into an existing folder; returns the path of the main file. */
    public Path unpackInto(Path folder) {
        for (String fileName : fileNames()) {
            try (InputStream packed = resource(name + "/" + fileName + ".xz");
                    InputStream unpacked = new XZInputStream(packed)) {
                Files.copy(unpacked, folder.resolve(fileName));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder.resolve(MAIN);
    }

    /**
     * Unpacks the files and converts those of the cache to layout 2, whose slots have the same form: key, value,
     * version, number and checksum stay as that version wrote them. The stamps, which had another meaning, are cleared,
     * so the entries are in the order in which they were filed.
     */
    public Path unpackAsLayout2Into(Path folder) {
        Path main = unpackInto(folder);
        for (String fileName : fileNames()) {
            if (!fileName.endsWith(".large")) {
                Layout1.convert(folder.resolve(fileName));
            }
        }
        return main;
    }

    /** Returns the names of the unpacked files, the main one first. */
    public List<String> fileNames() {
        List<String> names = new ArrayList<>();
        expected().getAsJsonArray("files").forEach(element -> names.add(element.getAsString()));
        return names;
    }

    @Override
    public String toString() {
        return name;
    }

    private static String text(String resource) {
        try (InputStream bytes = resource(resource)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String resource) {
        return Objects.requireNonNull(GoldenFile.class.getResourceAsStream(resource), resource);
    }
}
