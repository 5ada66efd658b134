package io.rendercache.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rendercache.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links from one page to another, or to a file of the project, lead somewhere; each alert is explained. */
class PagesLinksTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]+\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern ALERT = Pattern.compile("^\\s*- alert: (\\w+)$", Pattern.MULTILINE);

    @Test
    void shouldLeadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : Pages.all()) {
            for (String target : targets(Files.readString(page))) {
                links++;
                if (!leadsSomewhere(page, target)) {
                    dead.add(Pages.PROJECT.relativize(page) + " -> " + target);
                }
            }
        }

        assertEquals(List.of(), dead);
        assertTrue(links > 20, "links found: " + links);
    }

    @Test
    void shouldFindDeadLinks() throws IOException {
        String text = "[a](guarantees.md), [b](no-such-page.md), [c](#no-such-heading), [d\ne](https://example.org)";

        List<String> targets = targets(text);

        assertEquals(List.of("guarantees.md", "no-such-page.md", "#no-such-heading"), targets);
        Path page = Pages.DOCS.resolve("guarantees.md");
        assertTrue(leadsSomewhere(page, "guarantees.md"));
        assertTrue(leadsSomewhere(page, "guarantees.md#what-the-readme-promises"));
        assertFalse(leadsSomewhere(page, "no-such-page.md"));
        assertFalse(leadsSomewhere(page, "#no-such-heading"));
    }

    @Test
    void shouldExplainEachAlert() throws IOException {
        String page = Files.readString(Pages.DOCS.resolve("embedding.md"));

        List<String> alerts = ALERT.matcher(Files.readString(Pages.DOCS.resolve("alerts.yml")))
                .results()
                .map(alert -> alert.group(1))
                .toList();

        assertTrue(alerts.size() > 3, alerts::toString);
        assertEquals(
                List.of(),
                alerts.stream()
                        .filter(alert -> !page.contains("\n| `" + alert + "` |"))
                        .toList());
    }

    /** Returns where links lead that stay within the project. */
    private static List<String> targets(String text) {
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains("://"))
                .toList();
    }

    private static boolean leadsSomewhere(Path page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1
                || HEADING.matcher(Files.readString(file))
                        .results()
                        .map(PagesLinksTest::anchor)
                        .anyMatch(parts[1]::equals);
    }

    /** As it is made from a heading by those who show such pages. */
    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }
}
