package io.securechannel.examples.transfer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.InProcess;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.keys.NoiseKeyPair;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is called wrongly says what is right, before anything listens or is read. */
@Timeout(60)
class TransferCommandsTest {

    @TempDir
    private Path directory;

    private InProcess commands;

    @BeforeEach
    void prepare() throws Exception {
        commands = InProcess.reusingCommands(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tls --noise | --tls or --noise, not both",
                "--cert a | --cert, --ca, --trust, --pin and --peer are about --tls",
                "--peer Ada | --cert, --ca, --trust, --pin and --peer are about --tls",
                "--peer-key x | --peer-key and --shared-secret are about --noise",
                "--key a | --key and --identity are about --tls or --noise",
                "--noise --key a | both ends have a key that the other knows",
                "--noise | whom to believe? --peer-key scn1… or --shared-secret FILE",
                "--noise --key a --peer-key scn1x | --peer-key: ",
                "--noise --key a --identity b --peer-key scn1x | one key",
                "--tls --ca a | both ends show a certificate",
                "--tls --cert a --ca b | both ends show a certificate",
                "--tls --cert a --key b | whose certificate is believed?",
                "--tls --identity a --trust b --ca c | whose certificate is believed?",
                "--tls --cert a --key b --ca c | who is expected? --peer NAME",
                "--tls --identity a --trust b | who is expected? --peer NAME",
                "--noise --shared-secret a --one-time-code-file b | is about neither",
                "--patience -1 | --patience and --wait are numbers of seconds",
                "--wait -1 | --patience and --wait are numbers of seconds",
                "--from nowhere | is not HOST:PORT"
            })
    void optionsThatDoNotBelongTogether(String options, String why) {
        assertThat(commands.run("receive-file --dir x " + options).wrong()).contains(why);
        var to = options.replace("--from", "--to");
        assertThat(commands.run("send-file file " + to).wrong()).contains(why);
    }

    /** FT26: who calls knows the other by its host; who waits, by a name, or by a key. */
    @ParameterizedTest
    @ValueSource(
            strings = {"--ca c --from localhost:1", "--ca c --peer Ada", "--ca c --pin sha256/x", "--pin sha256/x"})
    void whoIsExpected(String options) {
        assertThat(commands.run("receive-file --dir @none --tls --cert a --key b " + options)
                        .failed())
                .contains("is no directory: make it first");
    }

    /** FT8: nothing is written where nobody has said so; the directory in which somebody happens to be is not meant. */
    @Test
    void theDirectoryHasToBeNamed() {
        assertThat(commands.run("receive-file").wrong()).contains("Missing required option: '--dir=DIRECTORY'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--most-files 0", "--most-files -1", "--most-files 9223372036854775807", "--most-bytes -1"})
    void limitsThatAreNone(String option) {
        assertThat(commands.run("receive-file --dir @none " + option).wrong())
                .contains("--most-files is a number from 1 to");
    }

    /** FT4: a file is one, and a directory is one. */
    @Test
    void theLimitOfFilesIsTheOneThatWasNamed() {
        var command = CommandLine.populateCommand(
                new ReceiveFileCommand(), "--dir", "x", "--most-files", "7", "--most-bytes", "9");
        assertThat(command.policy().limits()).isEqualTo(new Limits(7, 9));
    }

    /** Lines that people copy. */
    @Test
    void theExamplesOfTheHelpAreRight() {
        try (var key = NoiseKeyPair.generate()) {
            int count = 0;
            for (var help : List.of(new SendFileCommand(), new ReceiveFileCommand())) {
                for (var line :
                        new CommandLine(help).getCommandSpec().usageMessage().footer()) {
                    var words = Pattern.compile("[^ ]+")
                            .matcher(line.replace("scn1...", key.publicKey().text()))
                            .results()
                            .map(MatchResult::group)
                            .toList();
                    var arguments = words.subList(1, words.size()).toArray(String[]::new);
                    if (words.get(0).equals("send-file")) {
                        CommandLine.populateCommand(new SendFileCommand(), arguments)
                                .check();
                        count++;
                    } else if (words.get(0).equals("receive-file")) {
                        CommandLine.populateCommand(new ReceiveFileCommand(), arguments)
                                .check();
                        count++;
                    }
                }
            }
            assertThat(count).isEqualTo(10);
        }
    }

    /** Where there is no file, nobody has asked for one either: it has not arrived for that. */
    @Test
    void directoriesAloneDoNotArriveByThemselves() throws Exception {
        Files.createDirectory(directory.resolve("empty"));
        Files.writeString(directory.resolve("secret"), Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        int closed;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = server.getLocalPort();
        }
        var sent = commands.run("send-file --to localhost:" + closed + " --noise --shared-secret @secret @empty");
        assertThat(sent.code()).isEqualTo(1);
        assertThat(sent.err()).doesNotContain("in their place");
    }

    @Test
    void whatIsMissing() {
        assertThat(commands.run("send-file").wrong()).contains("FILE");
        assertThat(commands.run("send-file @none").failed()).contains("none", "no such file");
        assertThat(commands.run("receive-file --dir @none").failed()).contains("is no directory: make it first");
    }
}
