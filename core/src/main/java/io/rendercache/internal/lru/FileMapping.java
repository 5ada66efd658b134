package io.rendercache.internal.lru;

import java.nio.file.Path;

/**
 * The file that an engine is to be mapped to.
 *
 * @param file where it is, or is to be made
 * @param recreate whether a file that does not fit is set aside; otherwise it is refused
 * @param keys id of the keys' codec
 * @param values id of the values' codec
 * @param maxValueBytes longest value, in its slot or out of line
 * @param maxBytes budget over keys and values, 0 for none
 * @param storedKeys how the keys in it are read
 */
public record FileMapping(
        Path file,
        boolean recreate,
        String keys,
        String values,
        int maxValueBytes,
        long maxBytes,
        StoredKeys storedKeys) {}
