package io.rendercache.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarkNamesTest {
    @ParameterizedTest
    @CsvSource({
        "io.rendercache.benchmarks.jmh.GetHit.getHit, GetHit",
        "io.rendercache.benchmarks.jmh.Mix95.mix, Mix95",
        "io.rendercache.benchmarks.jmh.Zipf.hitOrLoad, Zipf",
        "elsewhere.Zipf.hitOrLoad, Zipf",
        "io.rendercache.benchmarks.jmh.LabelBenchmark.get, LabelBenchmark.get",
        "io.rendercache.benchmarks.jmh.GetHit.renamed, GetHit.renamed",
        "GetHit.getHit, GetHit",
        "getHit, getHit",
    })
    void shouldLeaveTheMethodOutWhereItIsTheOnlyOneOfItsClass(String benchmark, String name) {
        assertEquals(name, BenchmarkNames.shortName(benchmark));
    }

    @Test
    void shouldNameNoTwoBenchmarksAlike() {
        List<String> names = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .map(BenchmarkNames::shortName)
                .toList();

        assertEquals(names.size(), names.stream().distinct().count(), names::toString);
    }
}
