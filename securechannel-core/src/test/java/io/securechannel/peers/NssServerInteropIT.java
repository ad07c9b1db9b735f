package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our client at NSS' {@code selfserv}, a small server of HTTP. It listens on every interface: hence isolated. */
@Row(value = "selfserv", software = "NSS")
class NssServerInteropIT extends ServerPeer {

    @Override
    String findVersion() throws Exception {
        Program.require("selfserv");
        Isolated.require();
        return NssDatabase.version();
    }

    @Override
    Program start(Serve serve) throws Exception {
        var database = NssDatabase.create(directory, CA.certificate())
                .with("localhost", LOCALHOST)
                .with(OTHER_NAME, OTHER);
        var command = new ArrayList<>(List.of("sh", "-c", "exec selfserv \"$@\" 2>&1", "selfserv"));
        command.addAll(List.of("-p", Isolated.PORT, "-d", database.name(), "-n", "localhost", "-a", OTHER_NAME));
        command.addAll(List.of("-V", "tls1.3:tls1.3", "-u", "-v", "-x", LABEL + ":" + BINDING_LENGTH));
        serve.protocol().ifPresent(name -> command.add("-Q"));
        serve.clients().ifPresent(authority -> command.addAll(List.of("-r", "-r")));
        return Isolated.start(command);
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("no: selfserv answers one request and ends the connection; its close_notify is proved");
        try (var server = start(serve());
                var channel = connect(server, config(tls()))) {
            write(channel, request());
            assertThat(new String(channel.inputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith(answer());
        }
    }

    @Override
    String protocol() {
        return "http/1.1";
    }

    @Override
    String request() {
        return "GET /nothing HTTP/1.0\r\n\r\n";
    }

    @Override
    String answer() {
        return "HTTP/1.0 200 OK\r\n";
    }

    @Override
    String clientPattern() {
        return "subject DN: CN=ada";
    }

    @Override
    String applicationProtocolPattern() {
        return "SSL version 3\\.4"; // it does not name the protocol; our end does
    }

    @Override
    String otherNamePattern() {
        return "Negotiated server name: chat\\.example";
    }

    @Override
    String resumedPattern() {
        return " 1 stateless resumes";
    }

    @Override
    String exporterPattern() {
        return "Keying Material:\\s*((?:[0-9a-f]{2}[:\\s]+){31}[0-9a-f]{2})";
    }
}
