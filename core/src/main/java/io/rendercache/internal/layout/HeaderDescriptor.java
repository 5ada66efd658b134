package io.rendercache.internal.layout;

/**
 * The first page of a cache's file, and what follows it. Numbers are in the byte order of the machine that created the
 * file; the magic is plain ASCII.
 *
 * <pre>
 *    0           8         12     16          24     32        40            48            56         64
 *   +-----------+---------+------+-----------+------+---------+-------------+-------------+----------+
 *   | RNDCACHE  | version | mark | fileBytes | seed | created | clockOffset | slotsOffset | maxBytes |
 *   +-----------+---------+------+-----------+------+---------+-------------+-------------+----------+
 *    64           68            72                 76          80        84              88              96
 *   +------------+-------------+------------------+-----------+---------+---------------+---------------+
 *   | maxEntries | maxKeyBytes | inlineValueBytes | slotBytes | stripes | maxValueBytes | spare         |
 *   +------------+-------------+------------------+-----------+---------+---------------+---------------+
 *    96           100            220            224              344                             508        512
 *   +------------+--------------+--------------+----------------+------------- ... -------------+----------+
 *   | keysLength | keys, padded | valuesLength | values, padded | reserved, zero                | checksum |
 *   +------------+--------------+--------------+----------------+------------- ... -------------+----------+
 *    512     516     520         528        536                                                           4096
 *   +-------+-------+-----------+----------+-------------------------------- ... ----------------------------+
 *   | state | spare | holderPid | openedAt | reserved, zero                                                  |
 *   +-------+-------+-----------+----------+-------------------------------- ... ----------------------------+
 *
 *   mark       identifies the byte order
 *   created    milliseconds since 1970, as is openedAt
 *   keys       ids of the codecs, UTF-8
 *   checksum   CRC-32C of all bytes before it: none of them ever changes
 *   state      whether the file is open or was left without being closed; written, with the rest of its line, by
 *              the holder of the file's lock, and read without it
 *
 *   +--------+----------------------+-------------------------------+
 *   | header | clock                | slots: maxEntries * slotBytes |
 *   +--------+----------------------+-------------------------------+
 *    0        clockOffset = 4096     slotsOffset                     fileBytes
 * </pre>
 *
 * Each section is a whole number of pages. The clock is that of {@link ClockDescriptor}.
 */
public final class HeaderDescriptor {
    /** Offset of the magic, 8 bytes. */
    public static final int MAGIC = 0;

    /** Offset of the layout's version, 4 bytes. */
    public static final int LAYOUT_VERSION = MAGIC + Long.BYTES;

    /** Offset of the byte-order mark, 4 bytes. */
    public static final int BYTE_ORDER_MARK = LAYOUT_VERSION + Integer.BYTES;

    /** Offset of the length of the whole file, 8 bytes. */
    public static final int FILE_BYTES = BYTE_ORDER_MARK + Integer.BYTES;

    /** Offset of the hash seed, 8 bytes. */
    public static final int SEED = FILE_BYTES + Long.BYTES;

    /** Offset of the time of creation, 8 bytes. */
    public static final int CREATED = SEED + Long.BYTES;

    /** Offset of the clock's offset, 8 bytes. */
    public static final int CLOCK_OFFSET = CREATED + Long.BYTES;

    /** Offset of the slots' offset, 8 bytes. */
    public static final int SLOTS_OFFSET = CLOCK_OFFSET + Long.BYTES;

    /** Offset of the byte budget, 8 bytes. */
    public static final int MAX_BYTES = SLOTS_OFFSET + Long.BYTES;

    /** Offset of the number of slots, 4 bytes. */
    public static final int MAX_ENTRIES = MAX_BYTES + Long.BYTES;

    /** Offset of the longest key's length, 4 bytes. */
    public static final int MAX_KEY_BYTES = MAX_ENTRIES + Integer.BYTES;

    /** Offset of the length of the longest value in a slot, 4 bytes. */
    public static final int INLINE_VALUE_BYTES = MAX_KEY_BYTES + Integer.BYTES;

    /** Offset of a slot's length, 4 bytes. */
    public static final int SLOT_BYTES = INLINE_VALUE_BYTES + Integer.BYTES;

    /** Offset of the number of stripes, 4 bytes. */
    public static final int STRIPES = SLOT_BYTES + Integer.BYTES;

    /** Offset of the longest value's length, 4 bytes; 8 spare bytes follow. */
    public static final int MAX_VALUE_BYTES = STRIPES + Integer.BYTES;

    /** Longest id of a codec, in bytes of UTF-8. */
    public static final int CODEC_ID_BYTES = 120;

    /** Offset of the id of the keys' codec: its length, 4 bytes, and {@link #CODEC_ID_BYTES}. */
    public static final int KEYS = MAX_VALUE_BYTES + 3 * Integer.BYTES;

    /** Offset of the id of the values' codec: its length, 4 bytes, and {@link #CODEC_ID_BYTES}. */
    public static final int VALUES = KEYS + Integer.BYTES + CODEC_ID_BYTES;

    /** Offset of what a later layout may use, under the checksum. */
    public static final int RESERVED = VALUES + Integer.BYTES + CODEC_ID_BYTES;

    /** Offset of the part that changes, which shares no cache line with anything else. */
    private static final int STATE_LINE = 512;

    /** Offset of the checksum, 4 bytes; what comes after it is not covered by it. */
    public static final int CHECKSUM = STATE_LINE - Integer.BYTES;

    /** Offset of the state, 4 bytes: {@link #CLEAN} or {@link #OPEN}; 4 spare bytes follow. */
    public static final int STATE = STATE_LINE;

    /** Offset of the holder's process id, 8 bytes. */
    public static final int HOLDER_PID = STATE + 2 * Integer.BYTES;

    /** Offset of the time at which the holder opened the file, 8 bytes. */
    public static final int OPENED_AT = HOLDER_PID + Long.BYTES;

    /** Length of the part that changes. */
    public static final int HOLDER_BYTES = OPENED_AT + Long.BYTES - STATE;

    /** Length of the header. */
    public static final int LENGTH = 4096;

    /** Every section is a whole number of these. */
    public static final int PAGE_BYTES = 4096;

    /** The first bytes of every cache's file, ASCII. */
    public static final String MAGIC_TEXT = "RNDCACHE";

    /** The layout drawn here, and that of all sections behind it. */
    public static final int CURRENT_LAYOUT = 2;

    /** The byte-order mark as a machine reads it that has the order of the one that wrote it. */
    public static final int MARK = 0x0A0B0C0D;

    /** In the state: no process has the file open, and the last one closed it properly. */
    public static final int CLEAN = 0;

    /** In the state: a process has the file open, or died while it had. */
    public static final int OPEN = 1;

    private HeaderDescriptor() {}
}
