package io.rendercache;

import io.rendercache.codec.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs in a JVM of its own: truncates the files of open caches, each before another call, and prints a line for every
 * call that does not behave as promised, and then {@code end}.
 */
final class TruncatedFile {
    private static final int ENTRIES = 1_000;
    private static final int WARM_UP = 20_000;

    /** Other channels of a file would release its lock when they are closed, so they are kept open. */
    private static final List<FileChannel> OPEN = new ArrayList<>();

    private TruncatedFile() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        warmUp(folder);
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("get", cache -> cache.get(key(1)));
        calls.put("get with loader", cache -> cache.get(key(2), key -> "loaded"));
        calls.put("containsKey", cache -> cache.containsKey(key(3)));
        calls.put("iterate", cache -> cache.asMap().forEach((key, value) -> {}));
        List<Map.Entry<String, Call>> first = List.copyOf(calls.entrySet());
        // The calls that change something find the file truncated by one of those above.
        calls.put("remove", cache -> cache.remove(key(4)));
        calls.put("put", cache -> cache.put(key(5), "value"));
        calls.put("clear", BoundedLru::clear);
        calls.put("flush", BoundedLru::flush);
        for (int i = 0; i < first.size(); i++) {
            Map.Entry<String, Call> call = first.get(i);
            store(folder.resolve("store-" + i), call.getKey(), call.getValue(), calls);
        }
        jobs(folder.resolve("jobs"));
        System.out.println("end");
    }

    private interface Call {
        void run(BoundedLru<String, String> cache);
    }

    private static String key(int number) {
        return "a key of some length, number " + number;
    }

    private static void warmUp(Path folder) throws IOException {
        Path file = folder.resolve("warm-up");
        try (BoundedLru<String, String> cache = open(file)) {
            for (int i = 0; i < WARM_UP; i++) {
                cache.get(key(i % (2 * ENTRIES)));
                cache.containsKey(key(i % ENTRIES));
                cache.get(key(ThreadLocalRandom.current().nextInt(2 * ENTRIES)), key -> "loaded");
                cache.remove(key(ENTRIES / 2));
                cache.put(key(ENTRIES / 2), "value");
            }
            for (int i = 0; i < 20; i++) {
                cache.asMap().forEach((key, value) -> {});
            }
        }
        Files.delete(file);
    }

    private static void store(Path file, String name, Call first, Map<String, Call> all) throws IOException {
        BoundedLru<String, String> cache = open(file);
        for (int i = 0; i < ENTRIES; i++) {
            cache.put(key(i), "value " + i);
        }
        truncate(file);
        expect(name, file, () -> first.run(cache));
        all.forEach((other, call) -> expect(other + " after " + name, file, () -> call.run(cache)));
        check("isClosed after " + name, !cache.isClosed());
        check("size after " + name, cache.size() > 0 && cache.stats().capacity() == ENTRIES);
        cache.close();
        check("isClosed after close and " + name, cache.isClosed());
        Files.move(file, file.resolveSibling(file.getFileName() + ".broken"));
        try (BoundedLru<String, String> again = open(file)) {
            again.put(key(1), "value");
            check("get after reopening", "value".equals(again.get(key(1))));
        }
    }

    private static BoundedLru<String, String> open(Path file) {
        return BoundedLru.builder(Codecs.utf8(), Codecs.utf8())
                .name("truncated")
                .maxEntries(ENTRIES)
                .mappedTo(file)
                .build();
    }

    private static void jobs(Path file) throws IOException {
        Path frames = Files.createDirectory(file.resolveSibling("frames"));
        FrameDirCache cache =
                FrameDirCache.builder().name("truncated").mappedTo(file).build();
        JobScope job = cache.openJob("job");
        FrameDir prepared = job.frameDir(frames);
        check("frames", job.maxFrameIndex(frames) == 0);
        check("frames", prepared.maxFrameIndex() == 0);
        truncate(file);
        expect("maxFrameIndex", file, () -> job.maxFrameIndex(frames));
        expect("prepared maxFrameIndex", file, prepared::maxFrameIndex);
        expect("clear", file, () -> job.clear(frames));
        expect("openJob", file, () -> cache.openJob("other"));
        expect("clearJob", file, () -> cache.clearJob("job"));
        expect("entriesByJob", file, cache::entriesByJob);
        expect("job.stats", file, job::stats);
        expect("flush", file, cache::flush);
        check("stats", cache.stats().size() == 1 && cache.size() == 1);
        job.close();
        cache.close();
        Files.move(file, file.resolveSibling("jobs.broken"));
        try (FrameDirCache again =
                FrameDirCache.builder().name("truncated").mappedTo(file).build()) {
            check("size after reopening", again.size() == 0);
        }
    }

    private static void truncate(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        OPEN.add(channel);
        channel.truncate(0);
    }

    private static void check(String what, boolean holds) {
        if (!holds) {
            System.out.println(what + " is wrong");
        }
    }

    private static void expect(String what, Path file, Runnable call) {
        try {
            call.run();
            System.out.println(what + " returned");
        } catch (IllegalStateException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.contains("cache truncated: its file " + file.toAbsolutePath() + " has been truncated from ")
                    || !message.endsWith("close the cache, move the file away and build the cache again")) {
                System.out.println(what + " threw another: " + e);
            }
        } catch (UncheckedIOException | Error e) {
            System.out.println(what + " threw " + e);
            e.printStackTrace();
        }
    }
}
