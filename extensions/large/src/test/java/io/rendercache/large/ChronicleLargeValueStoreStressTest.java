package io.rendercache.large;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.spi.LargeValueRef;
import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.SelfVerifying;
import io.rendercache.testing.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that store, read and remove the same values see whole ones or none; closing under them ends well. */
class ChronicleLargeValueStoreStressTest {
    private static final int THREADS = 4;
    private static final int PLACES = 24;
    private static final int MAX_LENGTH = 200_000;

    @TempDir
    Path folder;

    @Test
    void shouldGiveWholeValuesOrNoneToAllThreads() {
        long seed = System.nanoTime();
        AtomicReferenceArray<LargeValueRef> places = new AtomicReferenceArray<>(PLACES);
        AtomicLong found = new AtomicLong();
        try (ChronicleLargeValueStore values = ChronicleLargeValueStore.inMemory((long) PLACES * MAX_LENGTH, PLACES)) {
            long free = values.freePieces();
            Threads threads = new Threads().add("user", THREADS, (index, run) -> {
                Random random = new Random(seed + index);
                while (run.goOn()) {
                    int place = random.nextInt(PLACES);
                    switch (random.nextInt(4)) {
                        case 0 -> replace(values, places, place, random.nextInt());
                        case 1 -> remove(values, places.getAndSet(place, null));
                        case 2 -> found.addAndGet(read(values, places.get(place), place));
                        default -> found.addAndGet(stream(values, places.get(place), place));
                    }
                }
            });

            threads.runUntil(() -> found.get() > 5_000, Duration.ofSeconds(60));

            for (int i = 0; i < PLACES; i++) {
                remove(values, places.get(i));
            }
            assertEquals(free, values.freePieces(), () -> "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseAndNotCrashWhenClosedUnderLoad(boolean persisted) {
        ChildJvm.Result result = new ChildJvm(CloseStoreUnderLoad.class, folder)
                .neededFlags()
                .largeValueFlags()
                .flags("-Xmx256m")
                .arguments(persisted ? folder.resolve("values").toString() : "", String.valueOf(System.nanoTime()))
                .limit(Duration.ofSeconds(90))
                .run();

        assertEquals(0, result.exitCode(), result::describe);
        assertEquals(List.of(), result.crashFiles(), result::describe);
    }

    private static void replace(
            ChronicleLargeValueStore values, AtomicReferenceArray<LargeValueRef> places, int place, int variant) {
        LargeValueRef stored = StoredValues.store(values, SelfVerifying.bytes(key(place), variant, MAX_LENGTH));
        remove(values, places.getAndSet(place, stored));
    }

    private static void remove(ChronicleLargeValueStore values, LargeValueRef reference) {
        if (reference != null) {
            values.remove(reference);
        }
    }

    private static int read(ChronicleLargeValueStore values, LargeValueRef reference, int place) {
        byte[] value = reference == null ? null : values.read(reference);
        if (value == null) {
            return 0;
        }
        SelfVerifying.check(key(place), value, MAX_LENGTH);
        return 1;
    }

    private static int stream(ChronicleLargeValueStore values, LargeValueRef reference, int place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (reference == null || !values.writeTo(reference, out)) {
                return 0;
            }
        } catch (IOException e) { // removed on the way
            return 0;
        }
        SelfVerifying.check(key(place), out.toByteArray(), MAX_LENGTH);
        return 1;
    }

    private static String key(int place) {
        return "place " + place;
    }
}
