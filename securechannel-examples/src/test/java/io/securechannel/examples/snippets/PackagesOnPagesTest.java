package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever pastes from a page has to know what to import: each page names the packages of the classes in its Java. */
class PackagesOnPagesTest {

    private static final Path ROOT = Path.of("src/test/java/io/securechannel/examples/snippets");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import ((?:[a-z]\\w*\\.)+)((?:[A-Z]\\w*\\.)*([A-Z]\\w*));");
    private static final Pattern NO_CODE = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|//.*");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.])[A-Z]\\w*");

    @Test
    void everyPageNamesThePackagesOfItsJava() throws IOException {
        var packages = packages();
        int pages = 0;
        for (var page : SnippetsTest.pages()) {
            var text = Files.readString(page);
            var needed = new TreeSet<String>();
            var shown = SnippetsTest.SHOWN.matcher(text);
            while (shown.find()) {
                if (!shown.group(2).startsWith("import ")) {
                    needed.addAll(packages(packages.getOrDefault(shown.group(1), Map.of()), shown.group(2)));
                }
            }
            needed.removeIf(each -> text.contains("`" + each + "`"));
            // The README is to be short, and leads to the tested file.
            if (!page.endsWith("../README.md")) {
                assertThat(needed).as("packages that %s does not name", page).isEmpty();
                pages += text.contains("<!-- snippet: ") ? 1 : 0;
            }
        }
        assertThat(pages).isGreaterThan(30);
    }

    private static Set<String> packages(Map<String, String> imports, String java) {
        var found = new TreeSet<String>();
        NAME.matcher(NO_CODE.matcher(java).replaceAll("")).results().forEach(name -> {
            if (imports.containsKey(name.group())) {
                found.add(imports.get(name.group()));
            }
        });
        return found;
    }

    /** For each snippet the packages of the classes that its file imports. */
    private static Map<String, Map<String, String>> packages() throws IOException {
        var all = new HashMap<String, Map<String, String>>();
        for (var file : SnippetsTest.FILES) {
            var imports = new HashMap<String, String>();
            IMPORT.matcher(Files.readString(ROOT.resolve(file))).results().forEach(each -> {
                var prefix = each.group(1);
                imports.put(each.group(3), prefix.substring(0, prefix.length() - 1));
            });
            Regions.in(file).keySet().forEach(snippet -> all.put(snippet, imports));
        }
        return all;
    }
}
