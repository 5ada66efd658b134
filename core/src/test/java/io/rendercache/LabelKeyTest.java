package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LabelKeyTest {
    private static final FileStamp STAMP = new FileStamp(1, 2, 3);

    @Test
    void shouldTakeTheLeastThereIs() {
        LabelKey key = new LabelKey("/", 0, FileStamp.ABSENT, FileStamp.ABSENT, 1);

        assertEquals(new LabelKey("/", 0, FileStamp.ABSENT, FileStamp.ABSENT, 1), key);
    }

    @Test
    void shouldRefuseNumbersOutOfRange() {
        assertEquals("sortedIndex must be at least 0, was -1", refused(() -> new LabelKey("/a", -1, STAMP, STAMP, 1)));
        assertEquals("topK must be at least 1, was 0", refused(() -> new LabelKey("/a", 0, STAMP, STAMP, 0)));
    }

    @Test
    void shouldRefusePathsThatAreNone() {
        assertEquals("embeddingsPath must not be empty", refused(() -> new LabelKey("", 0, STAMP, STAMP, 1)));
        refused(() -> new LabelKey("/a\udfff", 0, STAMP, STAMP, 1));
    }

    @Test
    void shouldNameWhatIsNull() {
        assertEquals("embeddingsPath", refusedNull(() -> new LabelKey(null, 0, STAMP, STAMP, 1)));
        assertEquals("embeddings", refusedNull(() -> new LabelKey("/a", 0, null, STAMP, 1)));
        assertEquals("vocabulary", refusedNull(() -> new LabelKey("/a", 0, STAMP, null, 1)));
    }

    private static String refused(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    private static String refusedNull(Runnable call) {
        return assertThrows(NullPointerException.class, call::run).getMessage();
    }
}
