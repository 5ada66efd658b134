package io.rendercache.internal.blob;

/**
 * What a slot holds in place of a large value.
 *
 * @param id the value's number, never used twice
 * @param length its length in bytes
 * @param checksum CRC32C of all its bytes
 */
public record Reference(long id, long length, int checksum) {}
