package io.rendercache.docs;

import io.rendercache.CurationResultCache;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The row of {@code docs/embedding.md} that needs the module for large values; see {@link SizingFiguresTest}. */
class CurationSizingFiguresTest {
    @Test
    void shouldSayWhatCurationResultsReserve() throws IOException {
        SizingFiguresTest.assertRow(
                SizingFiguresTest.page(),
                "CurationResultCache",
                CurationResultCache.create(),
                SizingFiguresTest.perEntry(
                        64,
                        entries -> CurationResultCache.builder()
                                .maxResults(entries)
                                .build()));
    }
}
