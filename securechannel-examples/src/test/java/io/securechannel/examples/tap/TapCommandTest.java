package io.securechannel.examples.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
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
        var printer = new TapCommand.Printer(new PrintWriter(out, true), 6);
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
}
