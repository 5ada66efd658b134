package io.rendercache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.ClockDescriptor;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.testing.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of each kind of cache, closed, left open and damaged, have the same entries in the same order when
 * opened again.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReopenedFilesTest {
    private static final String REMEDY = "; open with onIncompatible(RECREATE) to set it aside, or ";

    @TempDir
    Path folder;

    static Stream<Arguments> all() {
        return MadeFile.KINDS.stream().flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    @ParameterizedTest(name = "{0}, killed: {1}")
    @MethodSource("all")
    void shouldCountWhatTheFileHolds(String kind, boolean isKilled) throws IOException {
        MadeFile made = make(kind, isKilled);

        try (OpenedFile opened = open(made)) {
            CacheStats stats = opened.cache.stats();
            assertEquals(made.entries().size(), stats.recovered());
            assertEquals(0, stats.discarded());
            assertEquals(made.heldBytes(), stats.heldBytes());
            assertEquals(made.entries().size(), stats.size());
            if (opened.cache instanceof FrameDirCache frames) {
                Map<String, Long> byJob = new TreeMap<>();
                made.entries().forEach(entry -> byJob.merge(entry.key().split(" ", 2)[0], 1L, Long::sum));
                assertEquals(byJob, frames.entriesByJob());
            }
            made.others().forEach((key, value) -> assertEquals(value, opened.read(key), key));
            made.entries().forEach(entry -> assertEquals(entry.value(), opened.read(entry.key()), entry.key()));
            assertEquals(0, opened.cache.stats().discarded());
        }
    }

    /** Opens a new copy for each number of evictions, since looking at an entry makes it the newest. */
    @ParameterizedTest(name = "{0}, killed: {1}")
    @MethodSource("all")
    void shouldEvictInTheOrderOfTheFile(String kind, boolean isKilled) throws IOException {
        MadeFile made = make(kind, isKilled);
        List<MadeFile.Entry> entries = made.entries();

        for (int evictions = 0; evictions <= entries.size(); evictions++) {
            List<MadeFile.Entry> left = new ArrayList<>();
            List<MadeFile.Entry> evicted = new ArrayList<>();
            OpenedFile opened = openFull(made, evictions);
            try {
                for (MadeFile.Entry entry : entries) {
                    String value = opened.read(entry.key());
                    if (value.equals(entry.value())) {
                        left.add(entry);
                        continue;
                    }
                    assertEquals(opened.evicted(), value, entry.key());
                    evicted.add(entry);
                    if (opened.cache instanceof FrameDirCache) {
                        // The lookup has listed the directory anew, and evicted another one for it.
                        opened.close();
                        opened = openFull(made, evictions);
                    }
                }
            } finally {
                opened.close();
            }
            assertEquals(evictions, evicted.size());
            int lastEvicted =
                    evicted.stream().mapToInt(MadeFile.Entry::tick).max().orElse(0);
            int oldestLeft = left.stream().mapToInt(MadeFile.Entry::tick).min().orElse(Integer.MAX_VALUE);
            assertTrue(lastEvicted <= oldestLeft, () -> "evicted " + evicted + ", left " + left);
        }
    }

    /** Opens a copy, fills it up, and evicts so many entries. */
    private OpenedFile openFull(MadeFile made, int evictions) throws IOException {
        OpenedFile opened = OpenedFile.open(made.kind(), made.maxEntries(), copyOfAll());
        int inserts = made.maxEntries() - made.entries().size() + evictions;
        for (int i = 0; i < inserts; i++) {
            opened.fill(i);
        }
        return opened;
    }

    @Test
    void shouldStripeTheStripedFile() throws IOException {
        make("striped", false);

        assertEquals(4, bytes(file()).getInt(HeaderDescriptor.STRIPES));
    }

    @Test
    void shouldDropDamagedSlotsAndKeepTheOthersInOrder() throws IOException {
        MadeFile made = make("text", false);
        ByteBuffer bytes = bytes(file());
        List<Integer> slots = entrySlots(bytes);
        Set<String> lost = new HashSet<>();
        for (int i : new int[] {2, 5, 8, 11, 13}) {
            lost.add(key(bytes, slots.get(i)));
        }
        flip(bytes, slots.get(2) + SlotDescriptor.KEY);
        flip(bytes, slots.get(5) + SlotDescriptor.value(keyBytes(bytes, slots.get(5))) + 3);
        bytes.putLong(slots.get(8), bytes.getLong(slots.get(8)) + 1);
        bytes.putLong(slots.get(11) + SlotDescriptor.LENGTHS, SlotDescriptor.lengths(Integer.MAX_VALUE, 8));
        flip(bytes, slots.get(13) + SlotDescriptor.checksum(bytes.getInt(HeaderDescriptor.SLOT_BYTES)));
        Files.write(file(), bytes.array());

        List<MadeFile.Entry> kept = made.entries().stream()
                .filter(entry -> !lost.contains(entry.key()))
                .toList();
        assertEquals(made.entries().size() - 5, kept.size());
        assertInOrder(kept, evictedInOrder(made, kept.size(), 5));
    }

    @Test
    void shouldKeepOneOfAKeyThatIsInTwoSlots() throws IOException {
        MadeFile made = make("text", false);
        ByteBuffer bytes = bytes(file());
        int slotBytes = bytes.getInt(HeaderDescriptor.SLOT_BYTES);
        int free = freeSlot(bytes);
        bytes.put(free, bytes, entrySlots(bytes).get(4), slotBytes);
        Files.write(file(), bytes.array());

        assertInOrder(made.entries(), evictedInOrder(made, made.entries().size(), 1));
    }

    /** What a clock section may contain that no cache wrote. */
    enum BadClock {
        ONES,
        ZEROS,
        RANDOM,
        FUTURE,
        NEGATIVE_SWEPT,
        GREATEST_SWEPT;

        void writeTo(ByteBuffer bytes, Random random) {
            int clock = (int) bytes.getLong(HeaderDescriptor.CLOCK_OFFSET);
            int end = (int) bytes.getLong(HeaderDescriptor.SLOTS_OFFSET);
            switch (this) {
                case ONES -> Arrays.fill(bytes.array(), clock, end, (byte) -1);
                case ZEROS -> Arrays.fill(bytes.array(), clock, end, (byte) 0);
                case RANDOM -> {
                    byte[] junk = new byte[end - clock];
                    random.nextBytes(junk);
                    bytes.put(clock, junk);
                }
                case FUTURE -> bytes.putLong(clock + ClockDescriptor.NUMBER, 1L << 48);
                case NEGATIVE_SWEPT -> bytes.putInt(clock + ClockDescriptor.SWEPT, -7);
                default -> bytes.putInt(clock + ClockDescriptor.SWEPT, Integer.MAX_VALUE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLoseNoEntryByADamagedClock(BadClock clock) throws IOException {
        MadeFile made = make("text", false);
        long seed = System.nanoTime();
        ByteBuffer bytes = bytes(file());
        clock.writeTo(bytes, new Random(seed));
        Files.write(file(), bytes.array());

        assertSameEntriesInAnyOrder(made, "seed " + seed);
    }

    /** The checksum of a slot covers neither. */
    @Test
    void shouldLoseNoEntryByDamagedStampsAndNumbers() throws IOException {
        MadeFile made = make("text", false);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteBuffer bytes = bytes(file());
        for (int slot : entrySlots(bytes)) {
            bytes.putInt(slot + SlotDescriptor.STAMP, random.nextInt() >> random.nextInt(32));
            bytes.putInt(slot + SlotDescriptor.NUMBER, random.nextInt() >> random.nextInt(32));
        }
        Files.write(file(), bytes.array());

        assertSameEntriesInAnyOrder(made, "seed " + seed);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("checksum", "has a header that is damaged: its checksum is ", "give another path"),
                Arguments.of(
                        "magic", "is not a Rendercache file: it does not start with RNDCACHE", "give another path"),
                Arguments.of("shorter", "is truncated: 8192 bytes are there, not 12288", "give another path"),
                Arguments.of("header", "is truncated: 100 bytes are there of a header of 4096", "give another path"),
                Arguments.of(
                        "longer", "is longer than it was made: 16384 bytes are there, not 12288", "give another path"),
                Arguments.of(
                        "later layout",
                        "has layout version 3, not 2",
                        "open it with the version of Rendercache that wrote it"),
                Arguments.of(
                        "byte order",
                        "was written in another byte order, not " + ByteOrder.nativeOrder(),
                        "open it on a machine like the one that wrote it"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void shouldRefuseWithWhatIsWrongAndLeaveTheFile(String what, String message, String remedy) throws IOException {
        MadeFile made = make("text", false);
        ByteBuffer bytes = bytes(file());
        byte[] whole = bytes.array();
        switch (what) {
            case "checksum" -> flip(bytes, HeaderDescriptor.MAX_KEY_BYTES + 2);
            case "magic" -> flip(bytes, 3);
            case "shorter" -> whole = Arrays.copyOf(whole, whole.length - HeaderDescriptor.PAGE_BYTES);
            case "header" -> whole = Arrays.copyOf(whole, 100);
            case "longer" -> whole = Arrays.copyOf(whole, whole.length + HeaderDescriptor.PAGE_BYTES);
            case "later layout" -> {
                bytes.putInt(HeaderDescriptor.LAYOUT_VERSION, 3);
                CRC32C crc = new CRC32C();
                crc.update(bytes.slice(0, HeaderDescriptor.CHECKSUM));
                bytes.putInt(HeaderDescriptor.CHECKSUM, (int) crc.getValue());
            }
            default -> bytes.putInt(HeaderDescriptor.BYTE_ORDER_MARK, Integer.reverseBytes(HeaderDescriptor.MARK));
        }
        Files.write(file(), whole);

        IncompatibleCacheFileException refusal = assertThrows(
                IncompatibleCacheFileException.class, () -> open(made).close());

        String said = String.valueOf(refusal.getMessage());
        assertTrue(said.startsWith(file() + " " + message) && said.endsWith(REMEDY + remedy), said);
        assertEquals(1, said.lines().count());
        assertArrayEquals(whole, Files.readAllBytes(file()));
    }

    @Test
    void shouldDropEntriesWhoseLargeValuesAreGone() throws IOException {
        MadeFile made = make("large", false);
        Files.delete(large());

        try (OpenedFile opened = open(made)) {
            List<MadeFile.Entry> inSlots =
                    made.entries().stream().filter(entry -> length(entry) <= 32).toList();
            assertTrue(!inSlots.isEmpty() && inSlots.size() < made.entries().size());
            assertEquals(inSlots.size(), opened.cache.stats().recovered());
            assertEquals(
                    made.entries().size() - inSlots.size(), opened.cache.stats().discarded());
            made.entries()
                    .forEach(entry -> assertEquals(
                            inSlots.contains(entry) ? entry.value() : OpenedFile.ABSENT, opened.read(entry.key())));
        }
    }

    @Test
    void shouldRefuseAFileOfLargeValuesThatWasCutOff() throws IOException {
        MadeFile made = make("large", false);
        byte[] all = Files.readAllBytes(large());
        byte[] cut = Arrays.copyOf(all, all.length - 2 * HeaderDescriptor.PAGE_BYTES);
        Files.write(large(), cut);

        IncompatibleCacheFileException refusal = assertThrows(
                IncompatibleCacheFileException.class, () -> open(made).close());

        String said = String.valueOf(refusal.getMessage());
        assertTrue(
                said.startsWith("the file of large values " + large() + " is damaged: it has " + cut.length
                        + " bytes and should have "),
                said);
        assertTrue(said.endsWith(" or more; delete it or give another path"), said);
        assertArrayEquals(cut, Files.readAllBytes(large()));
    }

    @Test
    void shouldDropALargeValueThatIsDamagedWhenItIsRead() throws IOException {
        MadeFile made = make("large", false);
        MadeFile.Entry longest = made.entries().stream()
                .filter(entry -> length(entry) == 100_000)
                .findFirst()
                .orElseThrow();
        byte[] all = Files.readAllBytes(large());
        // The only value that is so long, so its first bytes are in the file once; those behind them may be elsewhere.
        int at = indexOf(all, Arrays.copyOf(MadeFile.bytes(11, 100_000), 2_000));
        all[at + 1_500] ^= 1;
        Files.write(large(), all);

        try (OpenedFile opened = open(made)) {
            assertEquals(made.entries().size(), opened.cache.stats().recovered());
            assertEquals(0, opened.cache.stats().discarded());
            made.entries()
                    .forEach(entry -> assertEquals(
                            entry.equals(longest) ? OpenedFile.ABSENT : entry.value(), opened.read(entry.key())));
            assertEquals(1, opened.cache.stats().discarded());
        }
    }

    private void assertSameEntriesInAnyOrder(MadeFile made, String message) throws IOException {
        List<MadeFile.Entry> evicted = evictedInOrder(made, made.entries().size(), 0);

        assertEquals(new HashSet<>(made.entries()), new HashSet<>(evicted), message);
    }

    private static void assertInOrder(List<MadeFile.Entry> expected, List<MadeFile.Entry> evicted) {
        assertEquals(new HashSet<>(expected), new HashSet<>(evicted));
        assertEquals(
                expected.stream().map(MadeFile.Entry::tick).toList(),
                evicted.stream().map(MadeFile.Entry::tick).toList(),
                evicted::toString);
    }

    /** Returns the entries of the file, a cache of strings, in the order in which inserts evict them, one each. */
    @SuppressWarnings("unchecked") // the file's kind is text
    private List<MadeFile.Entry> evictedInOrder(MadeFile made, long recovered, long discarded) {
        Map<String, MadeFile.Entry> entries = new TreeMap<>();
        made.entries().forEach(entry -> entries.put(entry.key(), entry));
        List<MadeFile.Entry> order = new ArrayList<>();
        try (OpenedFile opened = open(made)) {
            assertEquals(recovered, opened.cache.stats().recovered());
            assertEquals(discarded, opened.cache.stats().discarded());
            Map<String, Long> left = new TreeMap<>(((BoundedLru<String, Long>) opened.cache).asMap());
            assertEquals(recovered, left.size());
            left.forEach((key, value) ->
                    assertEquals(Objects.requireNonNull(entries.get(key)).value(), String.valueOf(value), key));
            int filler = 0;
            while (opened.cache.size() < made.maxEntries()) {
                opened.fill(filler++);
            }
            while (!left.isEmpty()) {
                opened.fill(filler++);
                List<String> gone = left.keySet().stream()
                        .filter(key -> !((BoundedLru<String, Long>) opened.cache).containsKey(key))
                        .toList();
                assertEquals(1, gone.size(), () -> "one insert evicted " + gone);
                left.remove(gone.get(0));
                order.add(Objects.requireNonNull(entries.get(gone.get(0))));
            }
        }
        return order;
    }

    private OpenedFile open(MadeFile made) {
        return OpenedFile.open(made.kind(), made.maxEntries(), file());
    }

    /** Makes a file of this kind by the library, in this process or in one that ends without closing it. */
    private MadeFile make(String kind, boolean isKilled) throws IOException {
        Path frames = folder.resolve("frames");
        MadeFile made = MadeFile.write(kind, file(), frames);
        assertNotEquals(0, made.entries().size());
        if (isKilled) {
            for (Path each : files()) {
                Files.delete(each);
            }
            ChildJvm.Result result = new ChildJvm(MadeFile.class, Files.createDirectory(folder.resolve("child")))
                    .neededFlags()
                    .largeValueFlags()
                    .arguments(kind, file().toString(), frames.toString())
                    .run();
            assertEquals(MadeFile.HALTED, result.exitCode(), result::describe);
            assertEquals(HeaderDescriptor.OPEN, bytes(file()).getInt(HeaderDescriptor.STATE));
        }
        return made;
    }

    private Path copyOfAll() throws IOException {
        Path copies = Files.createTempDirectory(folder, "copy");
        for (Path each : files()) {
            Files.copy(each, copies.resolve(each.getFileName()));
        }
        return copies.resolve(file().getFileName());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private Path file() {
        return folder.resolve("cache.rc");
    }

    private Path large() {
        return folder.resolve("cache.rc.large");
    }

    private static int length(MadeFile.Entry entry) {
        return Integer.parseInt(entry.value().split(" ", 2)[0]);
    }

    private static ByteBuffer bytes(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    }

    private static void flip(ByteBuffer bytes, int at) {
        bytes.put(at, (byte) (bytes.get(at) ^ 1));
    }

    private static List<Integer> entrySlots(ByteBuffer bytes) {
        return slots(bytes)
                .filter(slot -> SlotDescriptor.isPublished(bytes.getLong(slot)))
                .toList();
    }

    private static int freeSlot(ByteBuffer bytes) {
        return slots(bytes)
                .filter(slot -> !SlotDescriptor.isPublished(bytes.getLong(slot)))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Integer> slots(ByteBuffer bytes) {
        int first = (int) bytes.getLong(HeaderDescriptor.SLOTS_OFFSET);
        int slotBytes = bytes.getInt(HeaderDescriptor.SLOT_BYTES);
        return Stream.iterate(first, slot -> slot + slotBytes).limit(bytes.getInt(HeaderDescriptor.MAX_ENTRIES));
    }

    private static int keyBytes(ByteBuffer bytes, int slot) {
        return SlotDescriptor.keyBytes(bytes.getLong(slot + SlotDescriptor.LENGTHS));
    }

    private static String key(ByteBuffer bytes, int slot) {
        return new String(bytes.array(), slot + SlotDescriptor.KEY, keyBytes(bytes, slot), StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("the bytes of the value are not in the file as they are");
    }
}
