package io.rendercache.metrics;

import io.rendercache.BoundedLru;
import io.rendercache.CurationResultCache;
import io.rendercache.FileStamp;
import io.rendercache.FrameDirCache;
import io.rendercache.ImageLabel;
import io.rendercache.ImageLabelCache;
import io.rendercache.JobScope;
import io.rendercache.LabelKey;
import io.rendercache.RenderCache;
import io.rendercache.codec.Codecs;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** One cache of each kind, and work for each that makes its numbers differ from one another. */
final class FourCaches implements AutoCloseable {
    /** A name with everything that a text format may stumble over. */
    static final String HARD_NAME = "lru \"\u00e9\\n\n, {x=1}";

    final BoundedLru<String, String> lru;
    final FrameDirCache frames =
            FrameDirCache.builder().maxEntries(4).stripes(1).name("frames").build();
    final ImageLabelCache labels =
            ImageLabelCache.builder().maxEntries(2).stripes(1).name("labels").build();
    final CurationResultCache results = CurationResultCache.builder()
            .maxResults(2)
            .maxBytes(1 << 20)
            .name("results")
            .build();

    private JobScope open;

    FourCaches(String lruName) {
        this.lru = BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .maxEntries(4)
                .stripes(1)
                .maxValueBytes(16)
                .name(lruName)
                .build();
    }

    List<RenderCache> all() {
        return List.of(lru, frames, labels, results);
    }

    void work() {
        workLru();
        workFrames();
        workLabels();
        workResults();
    }

    /**
     * Each count is another: explicit 1, reloads 2, loads 3, cleared 4, failures 5, rejected 6, evictions 7, replaced
     * 8...
     */
    private void workLru() {
        for (int i = 0; i < 9; i++) {
            lru.put("k" + i, "value");
        }
        for (int i = 0; i < 8; i++) {
            lru.put("k8", "value " + i);
        }
        for (int i = 0; i < 19; i++) {
            lru.get("k8");
        }
        lru.remove("k5");
        for (int i = 0; i < 3; i++) {
            lru.get("loaded" + i, key -> "answer");
        }
        lru.get("k6");
        lru.get("k7");
        for (int i = 0; i < 5; i++) {
            Assertions.assertThrows(
                    UnsupportedOperationException.class,
                    () -> lru.get("failing", key -> {
                        throw new UnsupportedOperationException("a loader that fails");
                    }));
        }
        for (int i = 0; i < 6; i++) {
            Assertions.assertThrows(IllegalArgumentException.class, () -> lru.put("k", "more than sixteen bytes"));
        }
        lru.clear();
        for (int i = 0; i < 3; i++) {
            lru.put("last" + i, "value");
        }
    }

    private void workFrames() {
        try (JobScope job = frames.openJob("ended")) {
            for (int i = 0; i < 3; i++) {
                job.maxFrameIndex("no-such-directory-" + i);
            }
            job.maxFrameIndex("no-such-directory-0");
        }
        open = frames.openJob("open");
        for (int i = 0; i < 6; i++) {
            open.maxFrameIndex("no-such-directory-" + i);
        }
        open.maxFrameIndex("no-such-directory-0");
        open.clear("no-such-directory-5");
    }

    private void workLabels() {
        for (int row = 0; row < 4; row++) {
            labels.get(key(row), key -> new ImageLabel("label " + key.sortedIndex(), List.of(), 0.5));
        }
        for (int i = 0; i < 5; i++) {
            labels.get(key(3));
        }
        labels.get(key(0));
        labels.remove(key(2));
    }

    private void workResults() {
        for (int i = 0; i < 6; i++) {
            results.started("job-" + i);
        }
        for (int i = 0; i < 3; i++) {
            results.completed("job-" + i, new byte[100_000]);
        }
        for (int i = 0; i < 4; i++) {
            results.poll("job-2");
        }
        results.poll("job-0");
        results.completed("job-2", new byte[10]);
    }

    private static LabelKey key(int row) {
        FileStamp stamp = new FileStamp(1, 1, 1_000);
        return new LabelKey("/somewhere/embeddings.bin", row, stamp, stamp, 1);
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
        all().forEach(RenderCache::close);
    }
}
