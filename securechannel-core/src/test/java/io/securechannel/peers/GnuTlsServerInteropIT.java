package io.securechannel.peers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our client at {@code gnutls-serv}, which gives back what it gets. It listens on every interface: hence isolated. */
@Row(value = "gnutls-serv", software = "GnuTLS")
class GnuTlsServerInteropIT extends ServerPeer {

    @Override
    String findVersion() throws Exception {
        Isolated.require();
        return versionOf("gnutls-serv (\\S+)", "gnutls-serv", "--version");
    }

    @Override
    Program start(Serve serve) throws Exception {
        // stdbuf: what it says of a connection would else stay in its buffer
        var command = new ArrayList<>(List.of("stdbuf", "-oL", "gnutls-serv", "--port", Isolated.PORT, "--echo"));
        for (var files : List.of(serve.identity(), serve.other())) {
            command.addAll(List.of("--x509certfile", files.certificates().toString()));
            command.addAll(List.of("--x509keyfile", files.key().toString()));
        }
        command.addAll(List.of("--keymatexport", LABEL, "--keymatexportsize", "" + BINDING_LENGTH));
        serve.protocol().ifPresent(name -> command.addAll(List.of("--alpn", name)));
        serve.clients()
                .ifPresentOrElse(
                        authority -> command.addAll(List.of(
                                "--x509cafile", authority.toString(), "--require-client-cert", "--verify-client-cert")),
                        () -> command.add("--disable-client-cert"));
        return Isolated.start(command);
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says(
                "no: gnutls-serv ends the connection at the first end of either direction; its close_notify is proved");
        itEndsWhenWeEnd();
    }

    @Override
    String answer() {
        return request();
    }

    @Override
    String clientPattern() {
        return "Subject: CN=ada";
    }

    @Override
    String applicationProtocolPattern() {
        return "Application protocol: interop/1";
    }

    @Override
    String otherNamePattern() {
        return "Given server name\\[1\\]: chat\\.example";
    }

    @Override
    String resumedPattern() {
        return "This is a resumed session";
    }

    @Override
    String exporterPattern() {
        return "Key material: ([0-9a-f]+)";
    }
}
