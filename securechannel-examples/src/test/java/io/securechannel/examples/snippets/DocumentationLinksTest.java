package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing in README.md and docs/ points to what is not there, and docs/README.md leads to every page. */
class DocumentationLinksTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path INDEX = ROOT.resolve("docs/README.md");

    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(<?([^)\\s>]+)>?(?: \"[^\"]*\")?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        int links = 0;
        for (var page : pages()) {
            for (var link : links(page)) {
                links++;
                var target = target(page, link);
                if (!Files.exists(target)) {
                    broken.add(ROOT.relativize(page) + " -> " + link + ": no such file");
                } else if (link.contains("#") && !anchors(target).contains(link.substring(link.indexOf('#') + 1))) {
                    broken.add(ROOT.relativize(page) + " -> " + link + ": no such heading");
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(300);
    }

    @Test
    void theIndexLeadsToEveryPage() throws IOException {
        var reached = new TreeSet<Path>();
        var toRead = new ArrayDeque<>(List.of(INDEX));
        while (!toRead.isEmpty()) {
            var page = toRead.remove();
            if (reached.add(page)) {
                links(page).stream()
                        .map(link -> target(page, link))
                        .filter(target -> target.toString().endsWith(".md") && Files.exists(target))
                        .forEach(toRead::add);
            }
        }
        assertThat(pages()).hasSizeGreaterThan(60).allMatch(reached::contains, "reached from docs/README.md");
        var decisions = ROOT.resolve("docs/adr");
        var direct = links(INDEX).stream().map(link -> target(INDEX, link)).collect(Collectors.toSet());
        assertThat(pages().stream()
                        .filter(page -> !page.equals(INDEX) && !page.startsWith(decisions))
                        .filter(page -> !page.equals(ROOT.resolve("README.md"))))
                .allMatch(direct::contains, "named in docs/README.md itself");
    }

    @Test
    void headingsBecomeAnchorsAsOnTheWeb() {
        assertThat(anchors("# What `is` it?\n## A -- b\n## A -- b\n### [Link](x.md): 1.2\n```\n# no\n```\n"))
                .containsExactlyInAnyOrder("what-is-it", "a----b", "a----b-1", "link-12");
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(prose(Files.readString(page)))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("https://") && !link.startsWith("http://"))
                .toList();
    }

    private static Path target(Path page, String link) {
        int anchor = link.indexOf('#');
        var path = anchor < 0 ? link : link.substring(0, anchor);
        return path.isEmpty() ? page : page.resolveSibling(path).normalize();
    }

    private static Set<String> anchors(Path page) throws IOException {
        return anchors(Files.readString(page));
    }

    private static Set<String> anchors(String text) {
        var seen = new HashMap<String, Integer>();
        var anchors = new TreeSet<String>();
        HEADING.matcher(FENCED.matcher(text).replaceAll("")).results().forEach(heading -> {
            var name = heading.group(1)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int times = seen.merge(name, 1, Integer::sum);
            anchors.add(times == 1 ? name : name + "-" + (times - 1));
        });
        return anchors;
    }

    private static String prose(String text) {
        return CODE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
