package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Examples in the Javadoc of core and pki are compiled here. */
class JavadocSnippetsTest {

    private static final List<String> OF_JAVADOC = List.of("JavadocSnippets.java", "PkiJavadocSnippets.java");

    /** Regions of the documentation that the Javadoc shows as well. */
    private static final List<String> OF_DOCUMENTATION = List.of(
            "AuthSnippets.java", "ObserveSnippets.java", "RsaSnippets.java", "SharedKeySnippets.java", "Snippets.java");

    private static final Pattern BLOCK = Pattern.compile("<pre>(?:\\{@code)?(.*?)}?</pre>", Pattern.DOTALL);

    /** What layouts of bytes, grammars and tables of states do not have: a statement, a call at the beginning, an annotation. */
    private static final Pattern JAVA = Pattern.compile("(?m)(;(?: *//.*)?$|^[\\w.]+\\([^)]*\\)\\.?|^@\\w+|\\{$)");

    @TempDir
    private Path directory;

    @Test
    void everyExampleIsATestedRegion() throws IOException {
        var regions = new LinkedHashMap<String, String>();
        for (var file : OF_JAVADOC) {
            regions.putAll(Regions.in(file));
        }
        var own = new TreeSet<>(regions.keySet());
        for (var file : OF_DOCUMENTATION) {
            regions.putAll(Regions.in(file));
        }
        var texts = new HashSet<>(regions.values());
        var examples = examples();
        assertThat(examples).hasSizeGreaterThan(25);
        assertThat(examples.keySet())
                .allSatisfy(text -> assertThat(texts).as(examples.get(text)).contains(text));
        own.removeIf(name -> examples.containsKey(regions.get(name)));
        assertThat(own).as("regions that no Javadoc shows").isEmpty();
    }

    @Test
    void whatIsJavaAndWhatIsALayoutIsToldApart() {
        assertThat(List.of("var a = b();\n", "f.g(1) // why\n", "X.none()\n        .y()\n", "try (var a = b) {\n"))
                .allSatisfy(
                        text -> assertThat(JAVA.matcher(text).find()).as(text).isTrue());
        assertThat(List.of("type (1) | length (3)\n", "{\"alg\":\"ES256\"}\n", "A ::= SEQUENCE {\n b C }\n"))
                .allSatisfy(text -> assertThat(isExample(text)).as(text).isFalse());
    }

    @Test
    void whatNeedsNoPeerRuns() throws Exception {
        assertThat(PkiJavadocSnippets.development()).hasSize(2);
        assertThat(PkiJavadocSnippets.profile()).isNotNull();
        assertThat(PkiJavadocSnippets.subject()).hasToString("CN=Example Root CA,O=Example Ltd,C=FI");
        assertThat(PkiJavadocSnippets.constraints()).isNotNull();
        assertThat(PkiJavadocSnippets.policies(Set.of("ada"))).hasSize(3);
        var root = directory.resolve("root.crt");
        assertThat(PkiJavadocSnippets.authority(root).certificate().getIssuerX500Principal())
                .hasToString("CN=Example Root CA");
        assertThat(root).content().startsWith("-----BEGIN CERTIFICATE-----");
    }

    /** Each example in a Javadoc, and the file that has it. */
    private static Map<String, String> examples() throws IOException {
        var found = new LinkedHashMap<String, String>();
        for (var module : List.of("core", "pki")) {
            try (var files = Files.walk(Path.of("..", "securechannel-" + module, "src", "main", "java"))) {
                for (var file : files.filter(each -> each.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    BLOCK.matcher(Files.readString(file))
                            .results()
                            .map(block -> text(block.group(1)))
                            .filter(JavadocSnippetsTest::isExample)
                            .forEach(text -> found.put(text, file.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static boolean isExample(String text) {
        return !text.contains("::=") && JAVA.matcher(text).find();
    }

    /** Without the stars of the comment. */
    private static String text(String block) {
        return block.strip()
                        .lines()
                        .map(line -> line.replaceFirst("^ *\\* ?", ""))
                        .reduce((before, line) -> before + "\n" + line)
                        .orElse("")
                        .strip()
                + "\n";
    }
}
