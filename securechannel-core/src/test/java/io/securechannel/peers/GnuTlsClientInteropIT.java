package io.securechannel.peers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code gnutls-cli} at our server. */
@Row(value = "gnutls-cli", software = "GnuTLS")
class GnuTlsClientInteropIT extends ClientPeer {

    @Override
    String findVersion() throws Exception {
        return versionOf("gnutls-cli (\\S+)", "gnutls-cli", "--version");
    }

    @Override
    Program start(Ask ask) throws Exception {
        var command = new ArrayList<>(List.of("gnutls-cli", "--port", ask.port()));
        command.addAll(List.of("--x509cafile", ask.trusted().toString()));
        command.addAll(List.of("--sni-hostname", ask.name(), "--verify-hostname", ask.name()));
        command.addAll(List.of("--keymatexport", LABEL, "--keymatexportsize", "" + BINDING_LENGTH));
        ask.protocol().ifPresent(name -> command.addAll(List.of("--alpn", name)));
        ask.identity()
                .ifPresent(files -> command.addAll(List.of(
                        "--x509certfile",
                        files.certificates().toString(),
                        "--x509keyfile",
                        files.key().toString())));
        if (ask.again()) {
            command.addAll(List.of("--resume", "--waitresumption"));
        }
        command.add("localhost");
        var program = Program.start(command).type("hello\n");
        return ask.ending().isPresent() ? program.endInput() : program;
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("part: gnutls-cli reads on after its end, and ends at ours");
        answersAfterItsEnd();
    }

    @Override
    String applicationProtocolPattern() {
        return "Application protocol: interop/1";
    }

    @Override
    boolean waitsForTickets() {
        return true;
    }

    @Override
    String resumedPattern() {
        return "This is a resumed session";
    }

    @Override
    String exporterPattern() {
        return "Key material: ([0-9a-f]+)";
    }

    @Override
    String otherNamePattern() {
        return "subject `CN=chat\\.example'";
    }
}
