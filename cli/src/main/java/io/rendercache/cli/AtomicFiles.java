package io.rendercache.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Atomic files that belong together: all get their names, or none. */
final class AtomicFiles implements AutoCloseable {
    private final List<AtomicFile> files = new ArrayList<>();

    /** Creates another file. */
    AtomicFile begin(Path path) throws IOException {
        AtomicFile file = AtomicFile.begin(path);
        files.add(file);
        return file;
    }

    /** Gives them their names in the order of their creation; so the one that refers to the others is created last. */
    void publish() throws IOException {
        int published = 0;
        try {
            for (AtomicFile file : files) {
                file.publish();
                published++;
            }
        } finally {
            if (published < files.size()) {
                for (AtomicFile file : files.subList(0, published)) {
                    file.unpublish();
                }
            }
        }
    }

    /** Closes all files, and removes their temporary names. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (AtomicFile file : files) {
            try {
                file.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
