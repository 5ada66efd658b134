package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.caches.Implementation;
import java.awt.Color;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which colour is whose: those of Okabe and Ito, which colour-blind readers can tell apart; the engine is always blue.
 */
final class Palette {
    /** The engine's name, in charts and files. */
    static final String OURS = Implementation.Names.BOUNDED_LRU;

    static final Color BLUE = new Color(0x0072B2);
    static final Color GRID = new Color(0xDDDDDD);
    static final Color TEXT = new Color(0x222222);
    private static final Color SKY = new Color(0x56B4E9);
    private static final Color ORANGE = new Color(0xE69F00);
    private static final Color VERMILION = new Color(0xD55E00);
    private static final Color GREEN = new Color(0x009E73);
    private static final Color PURPLE = new Color(0xCC79A7);
    private static final Color YELLOW = new Color(0xF0E442);
    private static final Color BLACK = new Color(0x000000);
    private static final Color GREY = new Color(0x999999);

    private static final List<Color> IN_TURN = List.of(BLUE, ORANGE, VERMILION, GREEN, PURPLE, SKY, BLACK, YELLOW);

    /** Ours first, then in the order in which the peers are listed everywhere, then by name. */
    static final Comparator<String> ORDER =
            Comparator.comparingInt(Palette::rank).thenComparing(Comparator.naturalOrder());

    private Palette() {}

    private static int rank(String who) {
        return switch (who) {
            case "off-heap" -> -2;
            case "mapped" -> -1;
            default -> implementation(who).map(Implementation::ordinal).orElse(Implementation.values().length);
        };
    }

    /** Returns the colour that an implementation, or a place of the engine's, always has; others are grey. */
    static Color of(String who) {
        return switch (who) {
            case "off-heap" -> BLUE;
            case "mapped" -> SKY;
            default -> implementation(who).map(Palette::of).orElse(GREY);
        };
    }

    private static Optional<Implementation> implementation(String who) {
        return Arrays.stream(Implementation.values())
                .filter(implementation -> implementation.id().equals(who))
                .findFirst();
    }

    /** The other ways to set a peer up are lighter or darker than the peer. */
    private static Color of(Implementation implementation) {
        return switch (implementation) {
            case BOUNDED_LRU -> BLUE;
            case FRAME_DIR -> SKY;
            case FRAME_DIR_KEY -> new Color(0x002F5F);
            case LINKED_HASH_MAP -> BLACK;
            case CAFFEINE -> ORANGE;
            case CAFFEINE_SAME_THREAD -> new Color(0x8A5A00);
            case CACHE2K -> YELLOW;
            case CACHE2K_TUNED -> new Color(0xA3A800);
            case OHC -> VERMILION;
            case OHC_CRC32C -> new Color(0x8C1C13);
            case OHC_CHUNKED -> new Color(0xFF9E80);
            case EHCACHE -> PURPLE;
            case EHCACHE_TIERED -> new Color(0x6F2F5F);
            case CHRONICLE_MAP -> GREEN;
            case CHRONICLE_MAP_CONSTANT_SIZE -> new Color(0x8FE0C2);
        };
    }

    /** Returns the colour of the nth of lines that are nobody's; after eight they begin again. */
    static Color inTurn(int index) {
        return IN_TURN.get(index % IN_TURN.size());
    }
}
