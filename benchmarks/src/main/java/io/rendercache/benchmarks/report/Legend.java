package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.results.Svg;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.Marker;

/**
 * The names of a chart's series, each beside a sample of its colour, in as many columns as fit: XChart's own legend has
 * one column or one row.
 */
final class Legend {
    private static final Font FONT = Drawing.font(Font.PLAIN, 13);
    private static final int LINE_HEIGHT = 19;
    private static final int MARGIN = 8;
    private static final int SYMBOL_WIDTH = 16;
    private static final int SYMBOL_HEIGHT = 10;
    private static final int GAP = 5;

    /** After the name: browsers set some letters wider than Java measures. */
    private static final int ROOM_AFTER = 11;

    /** A series: its colour, and for a line its marker. */
    private record Entry(String name, Color color, @Nullable Marker marker) {}

    private final List<Entry> entries = new ArrayList<>();
    private final int rows;
    private final List<Integer> columns;

    /** The legend of a chart of lines or upright bars; lying bars have their names beside them. */
    Legend(Chart<?, ?> chart) {
        chart.getSeriesCollection().forEach(series -> {
            if (series instanceof XYSeries line) {
                entries.add(new Entry(Svg.legal(line.getName()), line.getLineColor(), line.getMarker()));
            } else if (series instanceof CategorySeries bar) {
                entries.add(new Entry(Svg.legal(bar.getName()), bar.getFillColor(), null));
            }
        });
        List<Integer> widths =
                entries.stream().map(entry -> widthOf(entry.name())).toList();
        rows = rows(widths, Drawing.WIDTH - 2 * MARGIN);
        columns = columns(widths, rows);
    }

    /** Returns its height: 0 if no series needs a legend. */
    int height() {
        return rows * LINE_HEIGHT;
    }

    void paint(Graphics2D to, int top) {
        to.setFont(FONT);
        int x = MARGIN;
        for (int i = 0; i < entries.size(); i++) {
            paint(to, entries.get(i), x, top + i % rows * LINE_HEIGHT + LINE_HEIGHT / 2);
            if (i % rows == rows - 1) {
                x += columns.get(i / rows);
            }
        }
    }

    private static void paint(Graphics2D to, Entry entry, int x, int middle) {
        to.setColor(entry.color());
        if (entry.marker() == null) {
            to.fill(new Rectangle2D.Double(x, middle - SYMBOL_HEIGHT / 2.0, SYMBOL_WIDTH, SYMBOL_HEIGHT));
        } else {
            to.setStroke(Drawing.LINE);
            to.draw(new Line2D.Double(x, middle, x + SYMBOL_WIDTH, middle));
            entry.marker().paint(to, x + SYMBOL_WIDTH / 2.0, middle, Drawing.MARKER_SIZE);
        }
        to.setColor(Palette.TEXT);
        to.drawString(entry.name(), x + SYMBOL_WIDTH + GAP, middle + SYMBOL_HEIGHT / 2);
    }

    /** Returns the fewest rows of which the columns, filled one after the other, fit in the room. */
    static int rows(List<Integer> widths, int room) {
        int rows = Math.min(1, widths.size());
        while (rows < widths.size()
                && columns(widths, rows).stream().mapToInt(width -> width).sum() > room) {
            rows++;
        }
        return rows;
    }

    private static List<Integer> columns(List<Integer> widths, int rows) {
        List<Integer> columns = new ArrayList<>();
        for (int from = 0; from < widths.size(); from += rows) {
            columns.add(Collections.max(widths.subList(from, Math.min(from + rows, widths.size()))));
        }
        return columns;
    }

    private static int widthOf(String name) {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        return SYMBOL_WIDTH + GAP + graphics.getFontMetrics(FONT).stringWidth(name) + ROOM_AFTER;
    }
}
