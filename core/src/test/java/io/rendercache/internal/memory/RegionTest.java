package io.rendercache.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegionTest {
    @Test
    void shouldSpreadSlotsOverSegmentsWithoutOverlap() {
        Region region = Region.anonymous(128, 192, 100, 1024);
        TreeMap<Long, Integer> starts = new TreeMap<>();

        for (int slot = 1; slot <= 100; slot++) {
            long address = region.slotAddress(slot);
            for (int at = 0; at < 192; at += 8) {
                Memory.putLong(address + at, slot);
            }
            starts.put(address, slot);
        }

        long end = 0;
        for (long address : starts.keySet()) {
            assertTrue(address >= end);
            end = address + 192;
        }
        for (int slot = 1; slot <= 100; slot++) {
            assertEquals(slot, Memory.getLong(region.slotAddress(slot)));
            assertEquals(slot, Memory.getLong(region.slotAddress(slot) + 184));
        }
        Reference.reachabilityFence(region);
    }

    @Test
    void shouldZeroTheIndexSegment() {
        Region region = Region.anonymous(4096, 64, 1, 4096);

        for (long at = 0; at < 4096; at += 8) {
            assertEquals(0, Memory.getLong(region.indexAddress() + at));
        }
        Reference.reachabilityFence(region);
    }

    @Test
    void shouldCatchAccessOutsideARegionAndMisaligned() {
        assertTrue(Memory.CHECKED, "tests run with -Drendercache.memoryChecks=true");
        Region region = Region.anonymous(64, 64, 1, 4096);
        long start = region.indexAddress();

        assertThrows(IndexOutOfBoundsException.class, () -> Memory.getLong(start + 64));
        assertThrows(IndexOutOfBoundsException.class, () -> Memory.putLong(start - 8, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> Memory.getLong(start + 60));
        assertThrows(IndexOutOfBoundsException.class, () -> Memory.getLong(start + 4));
        Reference.reachabilityFence(region);
    }

    @Test
    void shouldTellAsciiFromOtherBytesWhileCopying() {
        Region region = Region.anonymous(64, 64, 1, 4096);
        long address = region.indexAddress();

        for (int length = 0; length <= 20; length++) {
            byte[] ascii = "abcdefghijklmnopqrst".substring(0, length).getBytes(StandardCharsets.US_ASCII);
            assertTrue(Memory.copyInAscii(ascii, address));
            assertTrue(Memory.equalAscii(ascii, address));
            for (int i = 0; i < length; i++) {
                byte[] other = ascii.clone();
                other[i] |= (byte) 0x80;
                assertFalse(Memory.isAscii(other));
                assertFalse(Memory.equalAscii(other, address));
                assertFalse(Memory.copyInAscii(other, address));
                assertTrue(Memory.equal(other, 0, address, length));
                assertFalse(Memory.equalAscii(other, address), "equal bytes that are not ASCII");
                assertTrue(Memory.copyInAscii(ascii, address));
            }
        }
        Reference.reachabilityFence(region);
    }
}
