package io.securechannel.peers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code curl} at a small HTTP responder on our server. */
@Row(value = "curl", software = "curl")
class CurlInteropIT extends ClientPeer {

    @Override
    String findVersion() throws Exception {
        return versionOf("curl (\\S+ .*?OpenSSL/\\S+|\\S+)", "curl", "--version");
    }

    @Override
    Program start(Ask ask) throws Exception {
        var at = ask.name() + ":" + ask.port();
        var command = new ArrayList<>(List.of(
                "curl -q --noproxy * --silent --show-error --verbose --http1.1 --max-time 20 --connect-to".split(" ")));
        command.addAll(List.of(
                at + ":localhost:" + ask.port(), "--cacert", ask.trusted().toString()));
        ask.identity()
                .ifPresent(files -> command.addAll(List.of(
                        "--cert",
                        files.certificates().toString(),
                        "--key",
                        files.key().toString())));
        if (ask.again()) {
            command.add("https://" + at + "/");
        }
        command.add("https://" + at + "/");
        return Program.start(command);
    }

    @Override
    String protocol() {
        return "http/1.1";
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    @Override
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        cell.says("n/a: curl leaves the end to the server: a request of HTTP does not end its direction");
        aPrivateAuthorityIsTrustedAndAnotherIsNot();
    }

    @Test
    @Shows(Feature.EXPORTER)
    @Override
    void bothEndsExportTheSame(Cell cell) throws Exception {
        cell.says("n/a: curl has no option that exports keying material");
        lacksOption("keying", "curl", "--help", "all");
    }

    @Override
    String applicationProtocolPattern() {
        return "ALPN: server accepted http/1\\.1";
    }

    @Override
    String resumedPattern() {
        return "SSL re-using session ID";
    }

    @Override
    String exporterPattern() {
        throw new UnsupportedOperationException();
    }

    @Override
    String otherNamePattern() {
        return "subject: CN=chat\\.example";
    }
}
