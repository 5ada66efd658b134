package io.rendercache.internal.lru;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.internal.layout.FileGeometry;
import io.rendercache.internal.layout.FileHeader;
import io.rendercache.internal.layout.Geometry;
import io.rendercache.internal.layout.SlotChecksum;
import io.rendercache.internal.layout.SlotDescriptor;
import io.rendercache.internal.layout.SlotState;
import io.rendercache.internal.memory.Memory;
import io.rendercache.internal.memory.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The engine judges slots in memory, a tool judges them in an array; both by the rules of the layout. */
class SlotStateTest {
    private static final int MAX_KEY_BYTES = 90;
    private static final int MAX_VALUE_BYTES = 50;
    private static final int ROUNDS = 20_000;
    private static final long SEED = 0x1234_5678_9ABC_DEF1L;

    private final Geometry geometry = Geometry.of(1, MAX_KEY_BYTES, MAX_VALUE_BYTES, 1, false);
    private final int slotBytes = geometry.slotBytes();
    private final Region region = Region.anonymous(64, slotBytes, 1, slotBytes);
    private final Slots slots = new Slots(region, geometry, SEED);
    private final FileHeader header = FileHeader.of(
            new FileGeometry(1, MAX_KEY_BYTES, MAX_VALUE_BYTES, slotBytes, 1, MAX_VALUE_BYTES, 0, "bytes", "bytes"),
            SEED,
            0);

    @Test
    void shouldJudgeASlotInMemoryAndInAnArrayAlike() {
        SplittableRandom random = new SplittableRandom(11);
        Map<SlotState, Integer> seen = new EnumMap<>(SlotState.class);

        for (int round = 0; round < ROUNDS; round++) {
            byte[] slot = slot(random);
            Memory.copyIn(slot, 0, region.slotAddress(1), slotBytes);

            SlotState inArray = SlotState.of(slot, 0, header);

            assertEquals(inArray, slots.state(region.slotAddress(1)), "round " + round);
            seen.merge(inArray, 1, Integer::sum);
        }
        for (SlotState state : SlotState.values()) {
            assertTrue(seen.getOrDefault(state, 0) > ROUNDS / 100, () -> state + " in " + seen);
        }
    }

    /** Returns a slot whose words are often those that the rules look for, and whose checksum often holds. */
    private byte[] slot(SplittableRandom random) {
        byte[] bytes = new byte[slotBytes];
        if (random.nextInt(8) == 0) {
            return bytes;
        }
        ByteBuffer slot = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        long[] versions = {0, 1, 2, 7, 8, -2, -1, 1L << 62, random.nextLong()};
        long[] lengths = {
            0,
            SlotDescriptor.GIVEN_BACK,
            SlotDescriptor.lengths(random.nextInt(MAX_KEY_BYTES + 1), random.nextInt(MAX_VALUE_BYTES + 1)),
            SlotDescriptor.lengths(MAX_KEY_BYTES, MAX_VALUE_BYTES),
            SlotDescriptor.lengths(random.nextInt(MAX_KEY_BYTES + 1), 24 | SlotDescriptor.OUT_OF_LINE),
            SlotDescriptor.lengths(MAX_KEY_BYTES + 1, 0),
            SlotDescriptor.lengths(0, MAX_VALUE_BYTES + 1),
            SlotDescriptor.lengths(-1, 0),
            random.nextLong()
        };
        if (random.nextInt(4) > 0) {
            random.nextBytes(bytes);
        }
        slot.putLong(SlotDescriptor.VERSION, versions[random.nextInt(versions.length)]);
        long chosen = lengths[random.nextInt(lengths.length)];
        slot.putLong(SlotDescriptor.LENGTHS, chosen);
        boolean fits = SlotDescriptor.fits(chosen, MAX_KEY_BYTES, MAX_VALUE_BYTES);
        int checksum = fits ? SlotChecksum.of(bytes, 0, chosen, SEED) : random.nextInt();
        int[] checksums = {checksum, checksum, 0, checksum ^ 1 << random.nextInt(32)};
        slot.putInt(SlotDescriptor.checksum(slotBytes), checksums[random.nextInt(checksums.length)]);
        return bytes;
    }
}
