package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.results.Svg;
import java.util.List;
import java.util.Map;

/** A page of HTML in the making. All text that is given to it is escaped; only {@link Drawing}s go in as they are. */
final class Page {
    private static final String STYLE = """
            *{box-sizing:border-box}
            body{margin:0 auto;max-width:1160px;padding:16px;color:#222;background:#fff;
            font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
            h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
            h2{font-size:1.2rem;margin:2rem 0 .5rem;border-top:1px solid #ddd;padding-top:1rem}
            h3{font-size:1rem;margin:1rem 0 .25rem}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:16px}
            figure{margin:0;min-width:0;max-width:500px}
            figcaption{font-weight:600;font-size:.95rem}
            svg{display:block;width:100%;height:auto}
            .box{overflow-x:auto;max-width:100%;margin:.25rem 0 1rem}
            table{border-collapse:collapse;font-size:.9rem;overflow-wrap:normal}
            th,td{padding:4px 10px;border-bottom:1px solid #ddd;text-align:left;white-space:nowrap}
            td.n{text-align:right;font-variant-numeric:tabular-nums}
            td.w{white-space:normal;min-width:min(24rem,70vw);max-width:44rem}
            table.pairs td.n{text-align:left}
            tr.ours{font-weight:600}
            .absent{color:#555;margin:.25rem 0}
            .problem{border-left:4px solid #d55e00;padding-left:8px;margin:.25rem 0}
            footer{border-top:1px solid #ddd;margin-top:2rem;padding-top:.5rem;font-size:.85rem;color:#444}
            """;

    /** Longer text is broken into lines. */
    private static final int LONGEST_IN_LINE = 60;

    private final StringBuilder html = new StringBuilder();

    Page(String title) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>")
                .append(Svg.escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(Svg.escape(title))
                .append("</h1>\n");
    }

    Page section(String title) {
        html.append("<h2>").append(Svg.escape(title)).append("</h2>\n");
        return this;
    }

    Page text(String text) {
        return paragraph("", text);
    }

    /** A line that says what is not there and what would bring it. */
    Page absent(String text) {
        return paragraph(" class=\"absent\"", text);
    }

    /** A line that says what went wrong. */
    Page problem(String text) {
        return paragraph(" class=\"problem\"", text);
    }

    private Page paragraph(String kind, String text) {
        html.append("<p").append(kind).append('>').append(Svg.escape(text)).append("</p>\n");
        return this;
    }

    Page charts(List<Drawing> drawings) {
        if (!drawings.isEmpty()) {
            html.append("<div class=\"charts\">\n");
            drawings.forEach(drawing -> html.append("<figure><figcaption>")
                    .append(Svg.escape(drawing.title()))
                    .append("</figcaption>\n")
                    .append(drawing.inline())
                    .append("</figure>\n"));
            html.append("</div>\n");
        }
        return this;
    }

    /** A table in a box that scrolls; a number carries its exact value, a row that begins with ours is bold. */
    Page table(Tables.Table table) {
        if (!table.title().isEmpty()) {
            html.append("<h3>").append(Svg.escape(table.title())).append("</h3>\n");
        }
        html.append("<div class=\"box\" tabindex=\"0\"><table")
                .append(table.head().equals(Tables.PAIRS) ? " class=\"pairs\"" : "")
                .append(">\n<tr>");
        table.head()
                .forEach(name -> html.append("<th>").append(Svg.escape(name)).append("</th>"));
        html.append("</tr>\n");
        for (List<Object> row : table.rows()) {
            html.append(row.contains(Palette.OURS) ? "<tr class=\"ours\">" : "<tr>");
            row.forEach(this::cell);
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
        return this;
    }

    private void cell(Object value) {
        if (value instanceof Number number) {
            html.append("<td class=\"n\"><data value=\"")
                    .append(number)
                    .append("\">")
                    .append(Figures.of(number.doubleValue()))
                    .append("</data></td>");
        } else {
            String text = String.valueOf(value);
            html.append(text.length() > LONGEST_IN_LINE ? "<td class=\"w\">" : "<td>")
                    .append(Svg.escape(text))
                    .append("</td>");
        }
    }

    /** Ends the page with what the figures were measured on. */
    String end(Map<String, String> environment) {
        html.append("<footer>\n");
        if (environment.isEmpty()) {
            absent("Machine and JDK are not known: there is no env.json in the folder.");
        }
        environment.forEach((name, value) -> html.append("<div><b>")
                .append(Svg.escape(name))
                .append("</b> ")
                .append(Svg.escape(value))
                .append("</div>\n"));
        return html.append("</footer>\n</body>\n</html>\n").toString();
    }
}
