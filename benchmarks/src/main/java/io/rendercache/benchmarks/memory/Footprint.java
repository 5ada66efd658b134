package io.rendercache.benchmarks.memory;

/**
 * What the entries of a cache took.
 *
 * @param implementation the cache's name
 * @param capacity of each cache
 * @param caches how many of them were filled
 * @param entries how many all of them held
 * @param heapBytes by how much the live heap grew
 * @param otherBytes by how much the process's resident memory grew beside the heap
 */
public record Footprint(
        String implementation, int capacity, int caches, long entries, long heapBytes, long otherBytes) {
    /** Returns the bytes of an entry, with its share of what its cache takes as a whole. */
    public double bytesPerEntry() {
        return entries == 0 ? Double.NaN : (heapBytes + otherBytes) / (double) entries;
    }
}
