package io.securechannel.examples.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TapCommandTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1:7443, 127.0.0.1, 7443", "chat.example:1, chat.example, 1", "[::1]:443, ::1, 443"})
    void readsHostAndPort(String text, String host, int port) {
        var address = new HostAndPort().convert(text);
        assertThat(address.getHostString()).isEqualTo(host);
        assertThat(address.getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7443", ":7443", "host", "host:", "host:x", "host:65536", "host:-1"})
    void refusesWhatIsNoHostAndPort(String text) {
        assertThatThrownBy(() -> new HostAndPort().convert(text))
                .isInstanceOf(CommandLine.TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--flip 1 --drop 1",
                "--flip -1",
                "--flip x",
                "--direction sideways",
                "--to nowhere",
                "--listen many",
                "--force"
            })
    void refusesWrongUsage(String arguments) {
        var quiet = new PrintWriter(new StringWriter());
        assertThat(new CommandLine(new TapCommand()).setErr(quiet).execute(arguments.split(" ")))
                .isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void printsRecordsAndWhatItDid() {
        var out = new StringWriter();
        var printer = new TapCommand.Printer(new PrintWriter(out, true), 6, false);
        printer.arrived(1, Direction.CLIENT_TO_SERVER, HexFormat.of().parseHex("17030300020102"));
        printer.tampered(1, Direction.CLIENT_TO_SERVER, "byte 6 changed from 02 to 03");
        printer.arrived(1, Direction.SERVER_TO_CLIENT, HexFormat.of().parseHex("170303"));
        printer.ended(1, Direction.SERVER_TO_CLIENT, Ending.END, "end");
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        #1 C>S at 0: TLS record, application data (encrypted), 7 bytes
                             000000  17 03 03 00 02 01                                ......
                             ... 1 more (--show)
                        #1 C>S ** byte 6 changed from 02 to 03 **
                        #1 S>C at 0: 3 bytes, no TLS record
                             000000  17 03 03                                         ...
                        #1 S>C end
                        """);
    }

    @Test
    void showsTextOnRequest() {
        var out = new StringWriter();
        var printer = new TapCommand.Printer(new PrintWriter(out, true), 40, true);
        var text = "GET /\u001b[2J HTTP/1.1\r\n\r\nzwölf".getBytes(StandardCharsets.UTF_8);
        printer.arrived(1, Direction.CLIENT_TO_SERVER, text);
        printer.arrived(2, Direction.CLIENT_TO_SERVER, HexFormat.of().parseHex("17030300020102"));
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        #1 C>S at 0: 28 bytes, no TLS record
                             GET /.[2J HTTP/1.1

                             zw..lf
                        #2 C>S at 0: TLS record, application data (encrypted), 7 bytes
                             000000  17 03 03 00 02 01 02                             .......
                        """);
    }

    @Test
    void savesEachDirection(@TempDir Path directory) throws IOException {
        var trouble = new ArrayList<String>();
        var saved = new Saved(directory, trouble::add);
        saved.arrived(1, Direction.CLIENT_TO_SERVER, new byte[] {1, 2});
        saved.arrived(1, Direction.SERVER_TO_CLIENT, new byte[] {3});
        saved.arrived(1, Direction.CLIENT_TO_SERVER, new byte[] {4});
        assertThat(directory.resolve("1-client-to-server")).hasBinaryContent(new byte[] {1, 2, 4});
        assertThat(directory.resolve("1-server-to-client")).hasBinaryContent(new byte[] {3});
        assertThat(trouble).isEmpty();
    }

    @Test
    void savesNothingOverWhatIsThere(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("1-client-to-server"), "kept");
        var trouble = new ArrayList<String>();
        var saved = new Saved(directory, trouble::add);
        saved.arrived(1, Direction.CLIENT_TO_SERVER, new byte[] {1});
        saved.arrived(2, Direction.CLIENT_TO_SERVER, new byte[] {1});
        assertThat(trouble).singleElement().asString().contains("1-client-to-server", "is there already");
        assertThat(directory.resolve("2-client-to-server")).doesNotExist();
        assertThat(directory.resolve("1-client-to-server")).hasContent("kept");
        assertThatThrownBy(() -> new Saved(directory.resolve("none"), trouble::add))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("mkdir");
    }
}
