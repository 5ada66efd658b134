package io.rendercache.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alert rules for Prometheus, held against a page that was scraped. */
class AlertRulesTest {
    private static final Path RULES = Pages.DOCS.resolve("alerts.yml");

    private static final Pattern LABEL_IN_TEMPLATE = Pattern.compile("\\$labels\\.(\\w+)");
    private static final Pattern DURATION = Pattern.compile("[0-9]+[smhd]");

    private final Set<Series> scraped = ScrapedCaches.series();
    private final List<Map<String, Object>> rules;

    AlertRulesTest() throws IOException {
        Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
        Map<String, Object> file = mapping(load.loadFromString(Files.readString(RULES)));
        rules = new ArrayList<>();
        for (Object group : list(file.get("groups"))) {
            assertEquals(Set.of("name", "rules"), mapping(group).keySet());
            list(mapping(group).get("rules")).forEach(rule -> rules.add(mapping(rule)));
        }
    }

    @Test
    void shouldAskOnlyForWhatAScrapeServes() {
        List<String> complaints = new ArrayList<>();

        for (Map<String, Object> rule : rules) {
            PromQl.Findings findings = PromQl.read(text(rule, "expr"), scraped, Set.of());
            findings.complaints().forEach(complaint -> complaints.add(complaint + ", in " + text(rule, "alert")));
        }

        assertEquals(List.of(), complaints);
    }

    @Test
    void shouldSayWhatIsWrongAndWhyItMatters() {
        Set<String> names = new HashSet<>();
        for (Map<String, Object> rule : rules) {
            String name = text(rule, "alert");
            assertEquals(Set.of("alert", "expr", "for", "labels", "annotations"), rule.keySet(), name);
            assertTrue(name.startsWith("RenderCache") && names.add(name), name);
            assertTrue(DURATION.matcher(text(rule, "for")).matches(), name);
            assertTrue(
                    Set.of("info", "warning", "critical").contains(text(mapping(rule.get("labels")), "severity")),
                    name);
            Map<String, Object> annotations = mapping(rule.get("annotations"));
            assertEquals(Set.of("summary", "description"), annotations.keySet(), name);
            assertTrue(text(annotations, "description").matches("[A-Z].{40,}\\."), name);
        }
        assertTrue(names.size() >= 8, names::toString);
    }

    @Test
    void shouldNameOnlyLabelsThatAnAlertHas() {
        for (Map<String, Object> rule : rules) {
            String name = text(rule, "alert");
            Set<String> metrics =
                    PromQl.read(text(rule, "expr"), scraped, Set.of()).metrics();
            Matcher label = LABEL_IN_TEMPLATE.matcher(text(mapping(rule.get("annotations")), "summary"));
            boolean named = false;
            while (label.find()) {
                named = true;
                assertTrue(PromQl.isLabel(label.group(1), metrics, scraped), () -> name + ": " + label.group());
            }
            // What is absent has no labels.
            assertEquals(!text(rule, "expr").startsWith("absent"), named, name);
        }
    }

    /** The numbers that tell of a leak, of a cap that is too small, and of a bound that does not hold. */
    @Test
    void shouldWatchWhatWouldOtherwiseOnlyShowAsMemoryClimbing() {
        Set<String> watched = new HashSet<>();
        rules.forEach(rule -> watched.addAll(
                PromQl.read(text(rule, "expr"), scraped, Set.of()).metrics()));

        assertTrue(
                watched.containsAll(Set.of(
                        "cache_entries_orphaned",
                        "cache_jobs_open",
                        "cache_reloads_after_eviction_total",
                        "cache_load_total",
                        "cache_rejected_total",
                        "cache_size",
                        "cache_capacity")),
                watched::toString);
    }

    private static String text(Map<String, Object> from, String name) {
        Object value = from.get(name);
        assertNotNull(value, () -> name + " is missing in " + from);
        return value.toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> mapping(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<?> list(Object value) {
        return (List<?>) value;
    }
}
