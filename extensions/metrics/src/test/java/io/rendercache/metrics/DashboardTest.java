package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.rendercache.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The dashboard for Grafana, held against a page that was scraped. */
class DashboardTest {
    private static final Path DASHBOARD = Pages.DOCS.resolve("grafana/rendercache-dashboard.json");

    private static final int COLUMNS = 24;
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    private final Set<Series> scraped = ScrapedCaches.series();
    private final JsonObject dashboard;

    DashboardTest() throws IOException {
        dashboard = JsonParser.parseString(Files.readString(DASHBOARD)).getAsJsonObject();
    }

    @Test
    void shouldAskOnlyForWhatAScrapeServes() {
        List<String> complaints = new ArrayList<>();
        Set<String> variables = variables();
        variables.add("__rate_interval");

        for (JsonObject target : targets()) {
            String expression = text(target, "expr");
            PromQl.Findings findings = PromQl.read(expression, scraped, variables);
            findings.complaints().forEach(complaint -> complaints.add(complaint + ", in " + expression));
            Matcher legend = IN_LEGEND.matcher(text(target, "legendFormat"));
            while (legend.find()) {
                if (!PromQl.isLabel(legend.group(1), findings.metrics(), scraped)) {
                    complaints.add("no label " + legend.group(1) + " for the legend of " + expression);
                }
            }
        }

        assertEquals(List.of(), complaints);
    }

    @Test
    void shouldShowEveryMetric() {
        Set<String> shown = new TreeSet<>();
        targets()
                .forEach(target -> shown.addAll(
                        PromQl.read(text(target, "expr"), scraped, variables()).metrics()));

        assertEquals(scraped.stream().map(Series::name).collect(Collectors.toCollection(TreeSet::new)), shown);
    }

    @Test
    void shouldOfferWhatThereIsToChoose() {
        List<JsonObject> list = objects(dashboard.getAsJsonObject("templating"), "list");
        assertEquals(
                Set.of("datasource", "instance", "cache"),
                list.stream().map(variable -> text(variable, "name")).collect(Collectors.toSet()));
        assertEquals("datasource", text(list.get(0), "name"), "the others are asked of it");
        assertEquals("datasource", text(list.get(0), "type"));
        assertEquals("prometheus", text(list.get(0), "query"));

        for (JsonObject variable : list.subList(1, list.size())) {
            String query = text(variable.getAsJsonObject("query"), "query");
            Matcher matcher = LABEL_VALUES.matcher(query);
            assertTrue(matcher.matches(), query);
            PromQl.Findings findings = PromQl.read(matcher.group(1), scraped, variables());
            assertEquals(List.of(), findings.complaints(), query);
            assertTrue(PromQl.isLabel(matcher.group(2), findings.metrics(), scraped), query);
            assertEquals(text(variable, "definition"), query);
            assertEquals("${datasource}", text(variable.getAsJsonObject("datasource"), "uid"));
        }
    }

    @Test
    void shouldAskTheChosenDataSourceOnly() {
        for (JsonObject panel : panels()) {
            if (!isRow(panel)) {
                assertEquals("${datasource}", text(panel.getAsJsonObject("datasource"), "uid"), text(panel, "title"));
            }
        }
        for (JsonObject target : targets()) {
            assertEquals("${datasource}", text(target.getAsJsonObject("datasource"), "uid"), text(target, "expr"));
            assertEquals("prometheus", text(target.getAsJsonObject("datasource"), "type"), text(target, "expr"));
        }
    }

    @Test
    void shouldSayOfEachPanelWhatItTells() {
        for (JsonObject panel : panels()) {
            String title = text(panel, "title");
            assertFalse(title.isBlank());
            if (!isRow(panel)) {
                assertTrue(text(panel, "description").endsWith("."), title);
                assertFalse(objects(panel, "targets").isEmpty(), title);
                assertNotNull(
                        panel.getAsJsonObject("fieldConfig")
                                .getAsJsonObject("defaults")
                                .get("unit"),
                        title);
            }
        }
    }

    @Test
    void shouldPlaceEachPanelWhereNoOtherIs() {
        Set<Integer> ids = new HashSet<>();
        Set<Map.Entry<Integer, Integer>> taken = new HashSet<>();
        for (JsonObject panel : panels()) {
            String title = text(panel, "title");
            assertTrue(ids.add(panel.get("id").getAsInt()), title);
            JsonObject place = panel.getAsJsonObject("gridPos");
            int left = place.get("x").getAsInt();
            int top = place.get("y").getAsInt();
            int right = left + place.get("w").getAsInt();
            int bottom = top + place.get("h").getAsInt();
            assertTrue(left >= 0 && top >= 0 && left < right && top < bottom && right <= COLUMNS, title);
            for (int x = left; x < right; x++) {
                for (int y = top; y < bottom; y++) {
                    assertTrue(taken.add(Map.entry(x, y)), title + " lies on another");
                }
            }
        }
    }

    @Test
    void shouldBelongToNoOneServer() {
        assertFalse(dashboard.has("id"), "an id is a server's own");
        assertFalse(dashboard.has("__inputs"), "a file to be provisioned has no inputs");
        assertEquals("rendercache", text(dashboard, "uid"));
        assertTrue(dashboard.get("schemaVersion").getAsInt() >= 36);
    }

    private Set<String> variables() {
        return objects(dashboard.getAsJsonObject("templating"), "list").stream()
                .map(variable -> text(variable, "name"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private List<JsonObject> panels() {
        List<JsonObject> panels = objects(dashboard, "panels");
        assertTrue(panels.size() > 10, "panels are missing");
        return panels;
    }

    private List<JsonObject> targets() {
        return panels().stream()
                .filter(panel -> !isRow(panel))
                .flatMap(panel -> objects(panel, "targets").stream())
                .toList();
    }

    private static boolean isRow(JsonObject panel) {
        return text(panel, "type").equals("row");
    }

    private static List<JsonObject> objects(JsonObject from, String name) {
        return StreamSupport.stream(from.getAsJsonArray(name).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static String text(JsonObject from, String name) {
        JsonPrimitive value = from.getAsJsonPrimitive(name);
        assertNotNull(value, () -> name + " is missing in " + from);
        return value.getAsString();
    }
}
