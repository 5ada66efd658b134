package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.caches.Implementation;
import java.awt.Color;
import java.util.Comparator;
import java.util.List;

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

    private static final List<Color> IN_TURN = List.of(BLUE, ORANGE, VERMILION, GREEN, PURPLE, SKY, BLACK, YELLOW);

    /** Ours first, then in the order in which the peers are listed everywhere, then by name. */
    static final Comparator<String> ORDER =
            Comparator.comparingInt(Palette::rank).thenComparing(Comparator.naturalOrder());

    private Palette() {}

    private static int rank(String who) {
        return switch (who) {
            case "off-heap" -> -2;
            case "mapped" -> -1;
            default -> {
                int rank = 0;
                for (Implementation implementation : Implementation.values()) {
                    if (implementation.id().equals(who)) {
                        yield rank;
                    }
                    rank++;
                }
                yield rank;
            }
        };
    }

    /** Returns the colour that an implementation, or a place of the engine's, always has. */
    static Color of(String who) {
        return switch (who) {
            case Implementation.Names.BOUNDED_LRU, "off-heap" -> BLUE;
            case Implementation.Names.FRAME_DIR, Implementation.Names.FRAME_DIR_KEY, "mapped" -> SKY;
            case Implementation.Names.CAFFEINE -> ORANGE;
            case Implementation.Names.OHC -> VERMILION;
            case Implementation.Names.CHRONICLE_MAP -> GREEN;
            case Implementation.Names.EHCACHE -> PURPLE;
            case Implementation.Names.CACHE2K -> YELLOW;
            case Implementation.Names.CAFFEINE_SAME_THREAD -> ORANGE.darker();
            case Implementation.Names.OHC_CRC32C -> VERMILION.darker();
            case Implementation.Names.OHC_CHUNKED -> VERMILION.brighter();
            case Implementation.Names.CACHE2K_TUNED -> YELLOW.darker();
            case Implementation.Names.CHRONICLE_MAP_CONSTANT_SIZE -> GREEN.darker();
            case Implementation.Names.EHCACHE_TIERED -> PURPLE.darker();
            default -> BLACK;
        };
    }

    /** Returns the colour of the nth of lines that are nobody's; after eight they begin again. */
    static Color inTurn(int index) {
        return IN_TURN.get(index % IN_TURN.size());
    }
}
