package io.rendercache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
    private static final List<String> PARTS = List.of("\\", "u00e4", "\u00e4", "u001b", "\u001b", "x", "\"");
    private static final int MOST_PARTS = 5;

    @ParameterizedTest
    @ValueSource(strings = {"US-ASCII", "ISO-8859-1", "UTF-8"})
    void shouldPrintNoTwoTextsAlike(String name) {
        Charset charset = Charset.forName(name);

        for (UnaryOperator<String> form :
                List.<UnaryOperator<String>>of(JsonWriter::oneLine, JsonWriter::readable, JsonWriter::json)) {
            Map<String, String> texts = new HashMap<>();
            for (String text : texts()) {
                String shown = printed(form.apply(text), charset);
                assertNull(texts.put(shown, text), () -> shown + " is both " + text + " and another");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\caches\\a.rc", "/tmp/a.rc", "a \\ b"})
    void shouldLeaveAPathAsItIs(String path) {
        assertEquals(path, JsonWriter.oneLine(path));
    }

    /** Returns all texts of up to so many parts. */
    private static List<String> texts() {
        List<String> all = new ArrayList<>(List.of(""));
        int from = 0;
        for (int length = 1; length <= MOST_PARTS; length++) {
            int to = all.size();
            for (int i = from; i < to; i++) {
                for (String part : PARTS) {
                    all.add(all.get(i) + part);
                }
            }
            from = to;
        }
        return all;
    }

    private static String printed(String text, Charset charset) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer writer = new EscapingWriter(bytes, charset)) {
            writer.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
