package io.securechannel.examples.demo;

import static io.securechannel.examples.demo.Figures.count;
import static io.securechannel.examples.demo.Figures.millis;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The file and the changed byte again, over Noise: two keys, each known to the other end, and no certificates.
 *
 * @param serverKey the server's, as the client was told it
 * @param transfer the file
 * @param attack the changed byte
 */
record NoiseShow(String serverKey, Transfer transfer, Attack attack) {

    private static final int LABEL = 15;
    private static final int COLUMN = 34;

    static NoiseShow run(Source source, byte[] message) throws IOException, InterruptedException {
        try (var server = NoiseKeyPair.generate();
                var client = NoiseKeyPair.generate()) {
            var members = Set.of(client.publicKey());
            var ends = new Ends(
                    ServerConfig.noise(server, Trust.allow(members::contains)).build(),
                    ClientConfig.noise(client, Trust.pinned(server.publicKey())).build());
            return new NoiseShow(server.publicKey().text(), Transfer.run(source, ends), Attack.run(message, ends));
        }
    }

    /** {@return whether the channel kept its promises} */
    boolean good(byte[] needle) {
        return transfer.unchanged()
                && attack.noticed()
                && transfer.protocol().postQuantumConfidentiality()
                && (needle.length == 0 || !transfer.recording().holds(needle));
    }

    /** {@return a table with the same over TLS at its left} */
    List<String> beside(Transfer tls, Attack tlsAttack) {
        var lines = new ArrayList<String>();
        lines.add(row("", "TLS", "Noise"));
        for (var each : List.<Row<Transfer>>of(
                new Row<>("protocol", seen -> seen.protocol().version()),
                new Row<>("suite", seen -> seen.protocol().cipherSuite()),
                new Row<>("the server is", seen -> name(seen.server())),
                new Row<>("the client is", seen -> name(seen.client())),
                new Row<>("key exchange", seen -> seen.protocol().group().orElse("not known")),
                new Row<>("post-quantum", seen -> seen.protocol().postQuantumConfidentiality() ? "yes" : "no"),
                new Row<>("binding", seen -> seen.binding().registeredName()),
                new Row<>("handshake", seen -> millis(seen.handshake())),
                new Row<>("its bytes", seen -> count(seen.handshakeBytes()) + " from the client"),
                new Row<>(
                        "the file", seen -> seen.unchanged() ? "the same, in " + millis(seen.transfer()) : "DIFFERENT"),
                new Row<>("on the wire", seen -> count(seen.recording().total()) + " bytes"))) {
            lines.add(row(each.label(), each.value().apply(tls), each.value().apply(transfer)));
        }
        lines.add("one bit changed");
        lines.add(row("  the server", reason(tlsAttack.serverError()), reason(attack.serverError())));
        lines.add(row("  the client", reason(tlsAttack.clientError()), reason(attack.clientError())));
        return lines;
    }

    /** A line of the table. */
    private record Row<T>(String label, Function<T, String> value) {}

    private static String row(String label, String tls, String noise) {
        return String.format(Locale.ROOT, "%-" + LABEL + "s %-" + COLUMN + "s %s", label, tls, noise);
    }

    private static String name(PeerIdentity peer) {
        return peer.certificate()
                .map(leaf -> leaf.getSubjectX500Principal().getName())
                .or(() -> peer.key().map(key -> key.text().substring(0, 20) + "…"))
                .orElse("somebody without proof");
    }

    private static String reason(Optional<SecureChannelException> error) {
        return error.map(each -> each.reason().toString()).orElse("NO ERROR");
    }
}
