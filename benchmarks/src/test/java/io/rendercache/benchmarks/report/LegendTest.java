package io.rendercache.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.benchmarks.results.Svg;
import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

class LegendTest {
    @Test
    void shouldStandInOneRowWhereThereIsRoom() {
        assertEquals(1, Legend.rows(List.of(90, 110, 50), 250));
        assertEquals(1, Legend.rows(List.of(440), 440));
    }

    @Test
    void shouldStandInTheFewestRowsWhoseColumnsFit() {
        // In two rows the columns are 100, 120 and 90 wide.
        List<Integer> widths = List.of(100, 80, 120, 60, 90);

        assertEquals(2, Legend.rows(widths, 310));
        assertEquals(3, Legend.rows(widths, 309));
    }

    @Test
    void shouldStandInOneColumnWhereNoTwoFit() {
        assertEquals(3, Legend.rows(List.of(300, 500, 200), 440));
    }

    @Test
    void shouldTakeNoRoomWithoutNames() {
        assertEquals(0, Legend.rows(List.of(), 440));
    }

    @Test
    void shouldPaintEachNameOnceInRowsAndColumnsThatDoNotOverlap() throws IOException {
        CategoryChart chart = Drawing.bars("", "ns/op");
        for (int i = 0; i < 7; i++) {
            chart.addSeries("the name of series " + i, List.of("1 thread"), List.of(1.0))
                    .setFillColor(Color.RED);
        }

        List<Text> texts = texts(svg(new Legend(chart)));

        assertEquals(
                IntStream.range(0, 7).mapToObj(i -> "the name of series " + i).toList(),
                texts.stream().map(Text::name).toList());
        List<Double> columns = texts.stream().map(Text::x).distinct().toList();
        List<Double> rows = texts.stream().map(Text::y).distinct().toList();
        assertEquals(2, columns.size(), texts::toString);
        assertEquals(4, rows.size(), texts::toString);
        assertEquals(
                7,
                texts.stream().map(text -> text.x() + " " + text.y()).distinct().count(),
                texts::toString);
        assertTrue(columns.get(1) - columns.get(0) > 100, columns::toString);
        assertTrue(rows.get(1) - rows.get(0) > 13, rows::toString);
    }

    @Test
    void shouldPaintBarsAndLinesInTheColourOfTheirSeries() throws IOException {
        CategoryChart bars = Drawing.bars("", "ns/op");
        bars.addSeries("a", List.of("1 thread"), List.of(1.0)).setFillColor(new Color(1, 2, 3));
        XYChart lines = Drawing.lines("threads", "ns/op");
        lines.addSeries("b", List.of(1.0), List.of(1.0))
                .setMarker(SeriesMarkers.CIRCLE)
                .setLineColor(new Color(4, 5, 6));

        String bar = svg(new Legend(bars));
        String line = svg(new Legend(lines));

        assertTrue(bar.contains("fill:rgb(1,2,3)") && bar.contains("<rect "), bar);
        assertTrue(line.contains("stroke:rgb(4,5,6)") && line.contains("<line "), line);
        assertTrue(line.contains("fill:rgb(4,5,6)") && line.contains("<ellipse "), line);
    }

    @Test
    void shouldTakeNoRoomForLyingBars() {
        HorizontalBarChart chart = Drawing.lyingBars("bytes");
        chart.addSeries("ours", List.of(1.0), List.of("heap"));

        assertEquals(0, new Legend(chart).height());
    }

    private record Text(String name, double x, double y) {}

    private static String svg(Legend legend) throws IOException {
        return Svg.elements(graphics -> legend.paint(graphics, 0), Drawing.WIDTH, legend.height());
    }

    private static List<Text> texts(String svg) {
        return Pattern.compile("<text [^>]* x=\"([^\"]*)\" y=\"([^\"]*)\">([^<]*)</text>")
                .matcher(svg)
                .results()
                .map(text ->
                        new Text(text.group(3), Double.parseDouble(text.group(1)), Double.parseDouble(text.group(2))))
                .toList();
    }
}
