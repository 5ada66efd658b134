package io.rendercache.cli;

import io.rendercache.internal.layout.ClockDescriptor;
import io.rendercache.internal.layout.HeaderDescriptor;
import io.rendercache.internal.layout.SlotDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Damages a cache's file in ways that chance alone would seldom find: lengths at their limits, under checksums that
 * hold; slots that stand twice; headers that agree with themselves and not with the file.
 */
final class Mutations {
    private static final int[] INTERESTING = {
        0,
        1,
        2,
        -1,
        -2,
        7,
        8,
        23,
        24,
        25,
        63,
        64,
        65,
        255,
        256,
        4_095,
        4_096,
        1 << 16,
        1 << 20,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE - 7,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1
    };

    private final FileBytes whole;
    private final byte[] original;
    private final int slots;

    Mutations(Path file) throws IOException {
        whole = new FileBytes(file);
        original = whole.bytes.array().clone();
        slots = whole.bytes.getInt(HeaderDescriptor.MAX_ENTRIES);
    }

    /** Returns the file with one to three mutations. */
    byte[] next(SplittableRandom random) {
        byte[] bytes = start();
        for (int left = random.nextInt(3); left >= 0; left--) {
            slot(random);
        }
        // Last, because the places of the slots stand in the header.
        if (random.nextInt(3) == 0) {
            bytes = header(random);
        }
        return bytes;
    }

    /** Returns the file with one to three mutations of slots, and nothing else. */
    byte[] nextOfSlots(SplittableRandom random) {
        byte[] bytes = start();
        for (int left = random.nextInt(3); left >= 0; left--) {
            slot(random);
        }
        return bytes;
    }

    private byte[] start() {
        byte[] bytes = whole.bytes.array();
        System.arraycopy(original, 0, bytes, 0, original.length);
        return bytes;
    }

    private void slot(SplittableRandom random) {
        ByteBuffer bytes = whole.bytes;
        int slot = 1 + random.nextInt(slots);
        int at = whole.slot(slot);
        int slotBytes = whole.slotBytes();
        switch (random.nextInt(8)) {
            case 0 -> bytes.putLong(at + SlotDescriptor.VERSION, interestingLong(random));
            case 1 -> {
                long lengths = bytes.getLong(at + SlotDescriptor.LENGTHS);
                bytes.putLong(
                        at + SlotDescriptor.LENGTHS,
                        random.nextBoolean()
                                ? SlotDescriptor.lengths(interesting(random), SlotDescriptor.valueBytes(lengths))
                                : SlotDescriptor.lengths(SlotDescriptor.keyBytes(lengths), interesting(random)));
                whole.seal(slot);
            }
            case 2 -> {
                bytes.putInt(at + SlotDescriptor.KEY + 4 * random.nextInt(6), interesting(random));
                whole.seal(slot);
            }
            case 3 -> {
                byte[] other = new byte[slotBytes];
                bytes.get(whole.slot(1 + random.nextInt(slots)), other);
                bytes.put(at, other);
            }
            case 4 -> bytes.put(at + random.nextInt(slotBytes), (byte) random.nextInt());
            case 5 -> bytes.putInt(at + 4 * random.nextInt(slotBytes / 4), interesting(random));
            case 6 ->
                Arrays.fill(
                        bytes.array(), at, at + random.nextInt(slotBytes + 1), (byte) (random.nextBoolean() ? 0 : -1));
            default -> {
                // A value that is kept elsewhere, or is no more.
                long lengths = bytes.getLong(at + SlotDescriptor.LENGTHS);
                bytes.putLong(at + SlotDescriptor.LENGTHS, lengths ^ 1L << 31);
                whole.seal(slot);
            }
        }
    }

    private byte[] header(SplittableRandom random) {
        ByteBuffer bytes = whole.bytes;
        switch (random.nextInt(7)) {
            case 0 -> {
                int field = HeaderDescriptor.MAX_ENTRIES + 4 * random.nextInt(8);
                bytes.putInt(field, interesting(random));
                whole.seal();
            }
            case 1 -> {
                int field = HeaderDescriptor.FILE_BYTES + 8 * random.nextInt(6);
                bytes.putLong(field, interestingLong(random));
                whole.seal();
            }
            case 2 -> {
                bytes.put(random.nextInt(HeaderDescriptor.CHECKSUM), (byte) random.nextInt());
                whole.seal();
            }
            case 3 -> {
                bytes.putInt(HeaderDescriptor.STATE, random.nextInt(3));
                bytes.putLong(HeaderDescriptor.HOLDER_PID, interestingLong(random));
                bytes.putLong(HeaderDescriptor.OPENED_AT, interestingLong(random));
            }
            case 4 -> {
                int word = random.nextInt(ClockDescriptor.LENGTH / Long.BYTES);
                bytes.putLong(whole.clockOffset() + Long.BYTES * word, interestingLong(random));
            }
            case 5 -> {
                return Arrays.copyOf(bytes.array(), random.nextInt(2 * original.length));
            }
            default -> {
                for (int left = random.nextInt(8); left >= 0; left--) {
                    bytes.put(random.nextInt(original.length), (byte) random.nextInt());
                }
            }
        }
        return bytes.array();
    }

    private static int interesting(SplittableRandom random) {
        return random.nextInt(4) == 0 ? random.nextInt() : INTERESTING[random.nextInt(INTERESTING.length)];
    }

    private static long interestingLong(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> (long) interesting(random) << 32;
            case 2 -> Long.MAX_VALUE >>> random.nextInt(64);
            default -> interesting(random);
        };
    }
}
