package io.rendercache.cli;

import io.rendercache.internal.layout.LargeValueRefDescriptor;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reference that a slot holds in place of a value out of line.
 *
 * @param id the value's id
 * @param length its length in bytes
 * @param checksum CRC-32C of it
 */
record LargeValueRef(long id, long length, int checksum) {
    /** Returns what is wrong with it, or {@code null}. */
    @Nullable
    String fault(int maxValueBytes) {
        if (id < 0 || id % LargeValueRefDescriptor.ID_STEP != 0) {
            return "its value is kept elsewhere under the number " + id + ", no multiple of "
                    + LargeValueRefDescriptor.ID_STEP;
        }
        if (length < 0 || length > maxValueBytes) {
            return "its value is kept elsewhere and has " + length + " bytes, where " + maxValueBytes + " are the most";
        }
        return null;
    }

    /** Returns the reference as a tree. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("elsewhere", id);
        tree.put("bytes", length);
        tree.put("crc32c", HexFormat.of().toHexDigits(checksum));
        return tree;
    }
}
