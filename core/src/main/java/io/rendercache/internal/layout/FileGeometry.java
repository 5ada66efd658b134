package io.rendercache.internal.layout;

/**
 * The parameters that a cache and its file must agree on. All of them are in the file's header.
 *
 * @param maxEntries how many slots there are
 * @param maxKeyBytes longest key
 * @param inlineValueBytes longest value in a slot
 * @param slotBytes length of a slot
 * @param stripes how many stripes
 * @param maxValueBytes longest value, in a slot or out of line
 * @param maxBytes budget over keys and values, 0 for none
 * @param keys id of the keys' codec
 * @param values id of the values' codec
 */
public record FileGeometry(
        int maxEntries,
        int maxKeyBytes,
        int inlineValueBytes,
        int slotBytes,
        int stripes,
        int maxValueBytes,
        long maxBytes,
        String keys,
        String values) {}
