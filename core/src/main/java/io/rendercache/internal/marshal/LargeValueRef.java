package io.rendercache.internal.marshal;

/**
 * What a slot holds in place of a value that is kept elsewhere; as a value to be compared it means the very one, by its id.
 *
 * @param id what finds the value
 * @param length its length in bytes
 * @param checksum of its bytes
 */
public record LargeValueRef(long id, long length, int checksum) {}
