package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.ChildJvm;
import io.rendercache.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed while it writes leaves of each key the value last put, an older absence, or a counted loss. */
class MappedKillTest {
    private static final int NUMBERS_A_ROUND = 10_000_000;
    private static final long LONGEST_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private long underWay;
    private long put;

    @Test
    void shouldHaveLastValueOrCountedLossAfterEachKill() throws IOException {
        run(Rounds.of(60), false, file -> 0);
    }

    /** Counts the pieces in the file of large values, behind the cache's back. */
    interface StoredPieces {
        /** The smallest there are: the budget allows for no larger ones. */
        int PIECE_BYTES = 32 << 10;

        long count(Path file) throws IOException;
    }

    void run(int rounds, boolean large, StoredPieces stored) throws IOException {
        KillJournal journal = new KillJournal(folder.resolve("journal"), KilledWriter.KEYS);
        // On a busy machine a writer may be killed before it has done much: then a few more are.
        for (int round = 0; round < rounds || round < 5 * rounds && !hasSeenEnough(rounds); round++) {
            String where = "round " + round + ", seed " + seed;
            writeUntilKilled(1 + round * NUMBERS_A_ROUND, large);
            check(journal, large, stored, where);
        }
        assertTrue(hasSeenEnough(rounds), () -> put + " put, " + underWay + " under way, " + seed);
    }

    private boolean hasSeenEnough(int rounds) {
        return put > rounds && underWay > rounds / 4;
    }

    private void writeUntilKilled(int firstNumber, boolean large) {
        ChildJvm writer = new ChildJvm(KilledWriter.class, folder)
                .neededFlags()
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx64m")
                .arguments(folder.toString(), "" + firstNumber, "" + random.nextLong(), "" + large);
        if (large) {
            writer.largeValueFlags();
        }
        writer.killAfter(KilledWriter.READY, Duration.ofNanos(random.nextLong(LONGEST_LIFE_NANOS)));
    }

    private void check(KillJournal journal, boolean large, StoredPieces stored, String where) throws IOException {
        long pieces = 0;
        long bytes = 0;
        try (BoundedLru<String, byte[]> cache = KilledWriter.open(folder, large)) {
            cache.engine().validate();
            long torn = cache.stats().discarded();
            int lost = 0;
            int found = 0;
            for (int key = 0; key < KilledWriter.KEYS; key++) {
                String what = where + ", key " + key;
                byte[] value = cache.get(KilledWriter.key(key));
                int number = value == null ? 0 : KilledWriter.check(key, value, large);
                int done = journal.done(key);
                int intended = journal.intended(key);
                underWay += done == intended ? 0 : 1;
                put += done == 0 ? 0 : 1;
                boolean isLost = number == 0 && done != 0 && intended != 0;
                assertTrue(
                        number == done || number == intended || isLost && done != intended,
                        () -> what + ": " + number + " where " + done + " was and " + intended + " was to be");
                lost += isLost ? 1 : 0;
                if (value != null) {
                    found++;
                    bytes += KilledWriter.key(key).length() + value.length;
                    pieces += value.length > 32 ? piecesOf(value.length) : 0;
                }
                journal.intend(key, number);
                journal.done(key, number);
            }
            assertTrue(torn <= KilledWriter.THREADS, where + ": " + torn + " torn");
            assertTrue(lost <= torn, where + ": " + lost + " lost, " + torn + " torn");
            assertEquals(torn, cache.stats().discarded(), where);
            assertEquals(found, cache.size(), where);
            assertEquals(large ? bytes : 0, cache.stats().heldBytes(), where);
        }
        if (large) {
            assertEquals(pieces, stored.count(folder.resolve("cache.large")), where);
        }
    }

    private static int piecesOf(int length) {
        return (length + StoredPieces.PIECE_BYTES - 1) / StoredPieces.PIECE_BYTES;
    }
}
