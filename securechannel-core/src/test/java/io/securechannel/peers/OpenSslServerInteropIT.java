package io.securechannel.peers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our client at {@code openssl s_server}. */
@Row(value = "openssl s_server", software = "OpenSSL")
class OpenSslServerInteropIT extends ServerPeer {

    @Override
    String findVersion() throws Exception {
        return versionOf("OpenSSL (\\S+)", "openssl", "version");
    }

    @Override
    Program start(Serve serve) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:0", "-tls1_3"));
        command.addAll(List.of("-tlsextdebug", "-keymatexport", LABEL, "-keymatexportlen", "" + BINDING_LENGTH));
        command.addAll(List.of("-cert", serve.identity().certificates().toString()));
        command.addAll(List.of("-key", serve.identity().key().toString()));
        command.addAll(List.of(
                "-servername",
                OTHER_NAME,
                "-cert2",
                serve.other().certificates().toString()));
        command.addAll(List.of("-key2", serve.other().key().toString()));
        serve.protocol().ifPresent(name -> command.addAll(List.of("-alpn", name)));
        serve.clients()
                .ifPresent(authority -> command.addAll(List.of(
                        "-Verify",
                        "1",
                        "-verify_return_error",
                        "-no-CApath",
                        "-no-CAstore",
                        "-CAfile",
                        authority.toString())));
        return Program.start(command);
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("no: s_server ends the connection at the first end of either direction; its close_notify is proved");
        itEndsWhenWeEnd();
    }

    /** It prints what it gets and sends what is typed. */
    @Override
    void makeItAnswer(Program server) throws Exception {
        server.awaitOutput("(?m)^hello$");
        server.type(answer());
    }

    @Override
    String portPattern() {
        return "ACCEPT \\S+:(\\d+)\n";
    }

    @Override
    String clientPattern() {
        return "subject=CN ?= ?ada";
    }

    @Override
    String applicationProtocolPattern() {
        return "ALPN protocols selected: interop/1";
    }

    @Override
    String otherNamePattern() {
        return "Hostname in TLS extension: \"chat\\.example\"";
    }

    @Override
    String resumedPattern() {
        return "Reused session-id";
    }

    @Override
    String exporterPattern() {
        return "Keying material: ([0-9A-F]+)";
    }
}
