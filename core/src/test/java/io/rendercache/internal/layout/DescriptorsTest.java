package io.rendercache.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.memory.Memory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No field of a layout overlaps another, is misaligned, or lies beyond the layout's end. */
class DescriptorsTest {
    private record Field(String name, int offset, int length) {}

    private record Layout(String name, int length, List<Field> fields) {
        static Layout of(String name, int length, Field... fields) {
            return new Layout(name, length, Arrays.asList(fields));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Layout> layouts() {
        return Stream.of(
                Layout.of(
                        "slot",
                        SlotDescriptor.KEY,
                        new Field("version", SlotDescriptor.VERSION, 8),
                        new Field("stamp", SlotDescriptor.STAMP, 4),
                        new Field("number", SlotDescriptor.NUMBER, 4),
                        new Field("lengths", SlotDescriptor.LENGTHS, 8)),
                Layout.of(
                        "stripe",
                        StripeDescriptor.LENGTH,
                        new Field("sequence", StripeDescriptor.SEQUENCE, 8),
                        new Field("lock", StripeDescriptor.LOCK, 8),
                        new Field("entries", StripeDescriptor.ENTRIES, 4),
                        new Field("head", StripeDescriptor.HEAD, 4),
                        new Field("tail", StripeDescriptor.TAIL, 4),
                        new Field("oldTail", StripeDescriptor.OLD_TAIL, 4),
                        new Field("oldestNumber", StripeDescriptor.OLDEST_NUMBER, 8),
                        new Field("newestNumber", StripeDescriptor.NEWEST_NUMBER, 8),
                        new Field("inserts", StripeDescriptor.INSERTS, 8),
                        new Field("evictions", StripeDescriptor.EVICTIONS, 8),
                        new Field("replaced", StripeDescriptor.REPLACED, 8),
                        new Field("explicit", StripeDescriptor.EXPLICIT, 8),
                        new Field("cleared", StripeDescriptor.CLEARED, 8),
                        new Field("jobClosed", StripeDescriptor.JOB_CLOSED, 8),
                        new Field("lost", StripeDescriptor.LOST, 8),
                        new Field("rebuilds", StripeDescriptor.REBUILDS, 8)),
                Layout.of(
                        "bucket",
                        BucketDescriptor.LENGTH,
                        new Field("tags", BucketDescriptor.TAGS, 8),
                        new Field("slots", BucketDescriptor.SLOTS, 4 * BucketDescriptor.PLACES),
                        new Field("chain", BucketDescriptor.CHAIN, 4),
                        new Field("chained", BucketDescriptor.CHAINED, 8)),
                Layout.of(
                        "clock",
                        ClockDescriptor.LENGTH,
                        new Field("number", ClockDescriptor.NUMBER, 8),
                        new Field("swept", ClockDescriptor.SWEPT, 4),
                        new Field("coarse", ClockDescriptor.COARSE, 8)),
                Layout.of(
                        "link",
                        LinkDescriptor.LENGTH_WITH_OWNERS,
                        new Field("prev", LinkDescriptor.PREV, 4),
                        new Field("next", LinkDescriptor.NEXT, 4),
                        new Field("bucket", LinkDescriptor.BUCKET, 4),
                        new Field("chain", LinkDescriptor.CHAIN, 4),
                        new Field("ownerPrev", LinkDescriptor.OWNER_PREV, 4),
                        new Field("ownerNext", LinkDescriptor.OWNER_NEXT, 4)));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void shouldNeitherOverlapNorMisalign(Layout layout) {
        int end = 0;
        for (Field field : layout.fields()) {
            assertTrue(field.offset() >= end, field.name() + " overlaps what is before it");
            assertEquals(0, field.offset() % Math.min(field.length(), 8), field.name() + " is misaligned");
            end = field.offset() + field.length();
        }
        assertTrue(end <= layout.length(), "the last field lies beyond the end");
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void shouldHaveRoomInASlotForTheLongestKeyAndValue(int[] keyAndValue) {
        int keyBytes = keyAndValue[0];
        int valueBytes = keyAndValue[1];
        long slotBytes = SlotDescriptor.slotBytes(keyBytes, valueBytes);

        assertEquals(0, slotBytes % SlotDescriptor.ALIGNMENT);
        long valueEnd = SlotDescriptor.value(keyBytes) + Memory.words(valueBytes);
        assertTrue(valueEnd <= slotBytes - SlotDescriptor.TRAILER);
        assertEquals(0, SlotDescriptor.value(keyBytes) % 8);
        assertEquals(keyBytes, SlotDescriptor.keyBytes(SlotDescriptor.lengths(keyBytes, valueBytes)));
        assertEquals(valueBytes, SlotDescriptor.valueBytes(SlotDescriptor.lengths(keyBytes, valueBytes)));
    }

    static Stream<int[]> sizes() {
        return Stream.of(
                new int[] {1, 0}, new int[] {8, 8}, new int[] {90, 8}, new int[] {7, 9}, new int[] {1 << 20, 3});
    }
}
