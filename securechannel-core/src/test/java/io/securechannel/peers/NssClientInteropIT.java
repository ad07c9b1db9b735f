package io.securechannel.peers;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NSS' {@code tstclnt} at our server. */
@Row(value = "tstclnt", software = "NSS")
class NssClientInteropIT extends ClientPeer {

    @Override
    String findVersion() throws Exception {
        Program.require("tstclnt");
        return NssDatabase.version();
    }

    @Override
    Program start(Ask ask) throws Exception {
        var authority = ask.trusted().equals(root()) ? CA.certificate() : STRANGER.certificate();
        var database = NssDatabase.create(directory, authority);
        var command = new ArrayList<>(List.of("tstclnt", "-4", "-h", "localhost", "-p", ask.port(), "-a", ask.name()));
        command.addAll(List.of("-V", "tls1.3:tls1.3", "-C", "-x", LABEL + ":" + BINDING_LENGTH, "-d", database.name()));
        if (ask.identity().isPresent()) {
            database.with("ada", ADA);
            command.addAll(List.of("-n", "ada"));
        }
        if (ask.again()) {
            command.addAll(List.of("-Q", "-L", "2")); // handshakes alone: it sends its input only once
        } else {
            // a file and not standard input, at whose end tstclnt spins
            var input = Files.writeString(directory.resolve("hello"), "hello\n");
            command.addAll(List.of("-A", input.toString()));
        }
        return Program.start(command);
    }

    @Test
    @Shows(Feature.ALPN)
    @Override
    void theApplicationProtocolIsAgreedOn(Cell cell) throws Exception {
        cell.says("n/a: tstclnt has no option for it");
        lacksOption("ALPN", "tstclnt", "-help");
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("no: tstclnt does not end its direction at the end of its input, and ends the connection at our end");
        aPrivateAuthorityIsTrustedAndAnotherIsNot();
    }

    /** Only without an exchange does it print what it exports. */
    @Override
    Ask exporting(Ask ask) {
        return ask.twice();
    }

    @Override
    boolean waitsForTickets() {
        return true;
    }

    @Override
    boolean exportsAfterTickets() {
        return true;
    }

    @Override
    String answer() {
        return "heard: hello|stateless resumes";
    }

    @Override
    String applicationProtocolPattern() {
        throw new UnsupportedOperationException();
    }

    @Override
    String resumedPattern() {
        return "1 stateless resumes";
    }

    @Override
    String exporterPattern() {
        return "Keying Material:\\s*((?:[0-9a-f]{2}[:\\s]+){31}[0-9a-f]{2})";
    }

    @Override
    String otherNamePattern() {
        return "Subject: \"CN=chat\\.example\"";
    }
}
