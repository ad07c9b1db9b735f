package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.Loopback;
import io.securechannel.peer.Trust;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key log; that tshark decrypts with it is tested where the tap is. */
class KeyLogTest {

    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());

    @TempDir
    Path directory;

    @Test
    void bothEndsWriteTheSameFiveSecretsOfEachConnection() throws Exception {
        var ofServer = directory.resolve("server.keys");
        var ofClient = directory.resolve("client.keys");
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(TlsProvider.BOUNCY_CASTLE)
                .insecureKeyLog(ofServer)
                .build();
        var client = TlsContextFactory.clientBuilder(TRUST)
                .provider(TlsProvider.BOUNCY_CASTLE)
                .insecureKeyLog(ofClient)
                .build();
        for (int i = 0; i < 2; i++) {
            try (var pair = Loopback.pair(
                    Loopback.client(client).build(), Loopback.server(server).build())) {
                pair.client().sendText("hello");
                assertThat(pair.server().receiveText()).contains("hello");
            }
        }
        var lines = Files.readAllLines(ofServer);
        assertThat(new TreeSet<>(Files.readAllLines(ofClient))).isEqualTo(new TreeSet<>(lines));
        assertThat(lines)
                .hasSize(10)
                .allMatch(line -> line.matches("[A-Z_0-9]+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96})"));
        var connections =
                lines.stream().collect(Collectors.groupingBy(line -> line.replaceFirst("^\\S+ (\\S+) .*", "$1")));
        assertThat(connections).hasSize(2);
        assertThat(connections.values())
                .allSatisfy(secrets -> assertThat(labels(secrets))
                        .containsExactly(
                                "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                                "CLIENT_TRAFFIC_SECRET_0",
                                "EXPORTER_SECRET",
                                "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                                "SERVER_TRAFFIC_SECRET_0"));
    }

    @Test
    void aFailedHandshakeIsLoggedAsFarAsItCame() throws Exception {
        var log = directory.resolve("failed.keys");
        var client = TlsContextFactory.clientBuilder(Trust.pinned("sha256/" + "A".repeat(43) + "="))
                .provider(TlsProvider.BOUNCY_CASTLE)
                .insecureKeyLog(log)
                .build();
        var errors = Loopback.errors(
                "localhost", Loopback.client(client).build(), Loopback.server().build());
        assertThat(errors.client()).isNotNull();
        assertThat(labels(Files.readAllLines(log)))
                .contains("CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET");
    }

    @Test
    void theFileIsItsOwnersAloneAndIsAppendedTo() throws Exception {
        var log = directory.resolve("kept.keys");
        Files.writeString(log, "before\n");
        var fresh = directory.resolve("fresh.keys");
        for (var file : List.of(log, fresh)) {
            var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                    .provider(TlsProvider.BOUNCY_CASTLE)
                    .insecureKeyLog(file)
                    .build();
            assertThat(server.describe()).contains("SECRETS OF EVERY CONNECTION", file.toString());
            assertThatThrownBy(server::toSslContext).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(Files.readString(log)).isEqualTo("before\n");
        assumeThat(Files.getFileStore(fresh).supportsFileAttributeView("posix")).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                .isEqualTo("rw-------");
    }

    @Test
    void otherProvidersSayThatTheyCannotAndAFileThatCannotBeWrittenIsAnErrorAtOnce() {
        assertThatThrownBy(() -> TlsContextFactory.clientBuilder(TRUST)
                        .insecureKeyLog(directory.resolve("x"))
                        .build())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("TlsProvider.BOUNCY_CASTLE");
        assertThatThrownBy(() -> TlsContextFactory.clientBuilder(TRUST)
                        .provider(TlsProvider.BOUNCY_CASTLE)
                        .insecureKeyLog(directory)
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(directory.toString());
    }

    private static List<String> labels(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst(" .*", ""))
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
