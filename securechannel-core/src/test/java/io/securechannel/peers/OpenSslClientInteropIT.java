package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code openssl s_client} at our server. */
@Row(value = "openssl s_client", software = "OpenSSL")
class OpenSslClientInteropIT extends ClientPeer {

    @Override
    String findVersion() throws Exception {
        return versionOf("OpenSSL (\\S+)", "openssl", "version");
    }

    @Override
    Program start(Ask ask) throws Exception {
        var session = directory.resolve("session").toString();
        if (!ask.again()) {
            return run(ask);
        }
        try (var first = run(ask, "-sess_out", session)) {
            succeeds(first);
        }
        return run(ask, "-sess_in", session);
    }

    private Program run(Ask ask, String... options) throws Exception {
        var command = new ArrayList<>(
                List.of("openssl s_client -no-CApath -no-CAstore -verify_return_error -nocommands".split(" ")));
        command.addAll(List.of(
                "-connect", "localhost:" + ask.port(), "-CAfile", ask.trusted().toString()));
        command.addAll(List.of("-servername", ask.name(), "-verify_hostname", ask.name()));
        command.addAll(List.of("-keymatexport", LABEL, "-keymatexportlen", "" + BINDING_LENGTH));
        ask.protocol().ifPresent(name -> command.addAll(List.of("-alpn", name)));
        ask.identity()
                .ifPresent(files -> command.addAll(List.of(
                        "-cert",
                        files.certificates().toString(),
                        "-key",
                        files.key().toString())));
        command.addAll(List.of(options));
        var program = Program.start(command).type("hello\n");
        return ask.ending().isPresent() ? program.endInput() : program;
    }

    /** At the end of its input it sends close_notify, waits for ours, and prints nothing that comes between. */
    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("no: s_client ends the connection at the first end of either direction; its close_notify is proved");
        try (var server = PeerServer.start(raw(tls()), PeerServer.RAW_ECHO);
                var client = start(ask(server).ending(Ending.CLIENT_FIRST))) {
            assertThat(client.awaitExit()).as("%s", client).isZero();
            server.endedInOrder();
        }
    }

    @Override
    String applicationProtocolPattern() {
        return "ALPN protocol: interop/1";
    }

    @Override
    String resumedPattern() {
        return "Reused, TLSv1.3";
    }

    @Override
    String exporterPattern() {
        return "Keying material: ([0-9A-F]+)";
    }

    @Override
    String otherNamePattern() {
        return "subject=CN ?= ?chat\\.example";
    }
}
