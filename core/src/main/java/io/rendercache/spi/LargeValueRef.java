package io.rendercache.spi;

/**
 * Identifies a value in a {@link LargeValueStore}; the cache's slot holds it in place of the value.
 *
 * @param id identifies the value; a store never assigns an id twice
 * @param length the value's length in bytes
 * @param checksum the CRC-32C of all its bytes
 */
public record LargeValueRef(long id, long length, int checksum) {}
