package io.rendercache.benchmarks.node;

/** The curation's table: what would be without the cache has no measure. */
final class CurationTable {
    private CurationTable() {}

    static String of(CurationCounts counts) {
        Table table = new Table("curation", "with cache");
        table.line("jobs completed", Table.count(counts.completed()));
        table.line("jobs failed", Table.count(counts.failed()));
        table.line("results read", Table.count(counts.found()));
        table.line("polls", Table.count(counts.polls().getTotalCount()));
        table.line("  found it running", Table.count(counts.running()));
        table.line("  found it evicted", Table.count(counts.evicted()));
        table.line("evicted while written out", Table.count(counts.cutOff()));
        table.line("results evicted", Table.count(counts.stats().evictions()));
        table.line("results held", Table.count(counts.stats().size()));
        table.line("bytes held", Table.bytes(counts.stats().heldBytes()));
        table.line("  of at most", Table.bytes(counts.maxBytes()));
        table.line("largest result", Table.bytes(counts.largest()));
        table.line("poll p50", Table.time(counts.polls(), 50));
        table.line("poll p99", Table.time(counts.polls(), 99));
        table.line("reserved off-heap", Table.bytes(counts.stats().offHeapBytes()));
        return table.toString();
    }
}
