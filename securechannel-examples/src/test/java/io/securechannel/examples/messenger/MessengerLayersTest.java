package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. That the server's code cannot see endtoend is why it cannot read a word even by mistake. */
class MessengerLayersTest {

    private static final Path SOURCES = Path.of("src/main/java/io/securechannel/examples/messenger");
    private static final Pattern NAMED =
            Pattern.compile("io\\.securechannel\\.examples\\.messenger\\.([a-z]+)\\.[A-Z]");

    /** As ArchUnit would find it, in a hundredth of the time: a package of the messenger is named wherever it is used. */
    @ParameterizedTest(name = "{0} knows {1}")
    @CsvSource({
        "protocol, ''",
        "endtoend, protocol",
        "client, endtoend protocol",
        "server, protocol",
        "terminal, client endtoend protocol",
    })
    void layers(String one, String others) throws IOException {
        var named = new TreeSet<String>();
        try (var files = Files.walk(SOURCES.resolve(one))) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                NAMED.matcher(Files.readString(file)).results().forEach(use -> named.add(use.group(1)));
            }
        }
        assertThat(named).allMatch(each -> each.equals(one) || others.contains(each));
        assertThat(named.isEmpty()).isEqualTo(others.isEmpty());
    }
}
