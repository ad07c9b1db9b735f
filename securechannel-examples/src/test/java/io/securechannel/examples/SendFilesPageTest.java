package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.transfer.terminal.ReceiveFileCommand;
import io.securechannel.examples.transfer.terminal.SendFileCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The commands of docs/how-to/send-files.md are ones that there are; SendFileIT runs them. */
class SendFilesPageTest {

    private static final String PROMPT = "$ securechannel ";

    @Test
    void itsCommandsParse() throws Exception {
        var seen = new ArrayList<String>();
        for (var line : Files.readAllLines(Path.of("..", "docs", "how-to", "send-files.md"))) {
            if (line.startsWith(PROMPT)) {
                var words = line.substring(PROMPT.length())
                        .replaceAll("#.*", "")
                        .strip()
                        .split(" +", -1);
                var parsed = Main.commandLine().parseArgs(words);
                while (parsed.hasSubcommand()) {
                    parsed = parsed.subcommand();
                }
                assertThat(parsed.unmatched()).as(line).isEmpty();
                seen.add(parsed.commandSpec().userObject().getClass().getSimpleName());
            }
        }
        assertThat(seen)
                .contains(SendFileCommand.class.getSimpleName(), ReceiveFileCommand.class.getSimpleName())
                .hasSizeGreaterThan(5);
    }
}
