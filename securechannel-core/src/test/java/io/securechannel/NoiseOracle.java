package io.securechannel;

import static io.securechannel.error.SecureChannelException.Reason.ALPN_MISMATCH;
import static io.securechannel.error.SecureChannelException.Reason.CONNECTION_CUT;
import static io.securechannel.error.SecureChannelException.Reason.HANDSHAKE_NOT_AUTHENTIC;
import static io.securechannel.error.SecureChannelException.Reason.NOT_SECURE_CHANNEL;
import static io.securechannel.error.SecureChannelException.Reason.NO_COMMON_SUITE;
import static io.securechannel.error.SecureChannelException.Reason.PEER_KEY_CHANGED;
import static io.securechannel.error.SecureChannelException.Reason.PEER_NOT_ALLOWED;
import static io.securechannel.error.SecureChannelException.Reason.PIN_MISMATCH;
import static io.securechannel.error.SecureChannelException.Reason.UNKNOWN_PEER;

import io.securechannel.NoiseEnds.Client;
import io.securechannel.NoiseEnds.Clients;
import io.securechannel.NoiseEnds.Secret;
import io.securechannel.NoiseEnds.Server;
import io.securechannel.NoiseEnds.Servers;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.EnumSet;
import java.util.Set;

/** Says from the words of docs/spec/noise.md and docs/how-to/errors.md, not from the code, what becomes of two ends. */
final class NoiseOracle {

    private final Client client;
    private final Server server;
    private final String pattern;

    NoiseOracle(Client client, Server server) {
        this.client = client;
        this.server = server;
        this.pattern = switch (client.servers()) {
            case PINNED, PINNED_NEXT, PINNED_OTHER -> client.identity() ? "IK" : "NK";
            case BY_SECRET -> "NN";
            default -> client.identity() ? "XX" : "NX";
        };
    }

    /**
     * How two ends fail: what each says, and what it cannot tell apart.
     *
     * @param client what the client says
     * @param clientMay all that it may be for the client
     * @param server what the server says
     * @param serverMay all that it may be for the server
     */
    record Failure(Reason client, Set<Reason> clientMay, Reason server, Set<Reason> serverMay) {

        static Failure both(Reason reason) {
            return new Failure(reason, Set.of(reason), reason, Set.of(reason));
        }

        /** {@return what has really happened} The other end sees a cut. */
        Reason cause() {
            return client == CONNECTION_CUT ? server : client;
        }
    }

    /** {@return the name of the protocol that the client proposes} */
    String protocol() {
        var modifiers = client.classical() ? "" : "hfs";
        if (client.secret() != Secret.NONE) {
            modifiers += (modifiers.isEmpty() ? "psk" : "+psk") + (pattern.equals("NN") ? 0 : 2);
        }
        return "Noise_" + pattern + modifiers + "_" + (client.classical() ? "25519" : "25519+MLKEM768") + "_"
                + client.suite();
    }

    /** {@return whether the server learns the client's key} */
    boolean showsClient() {
        return pattern.equals("IK") || pattern.equals("XX");
    }

    /** {@return how they fail; null if they agree} */
    Failure failure() {
        if (!acceptsProtocol()) {
            return Failure.both(NO_COMMON_SUITE);
        }
        var labels = server.content().said();
        if (!labels.contains(client.content().said().get(0))
                || client.content().framed() != server.content().framed()) {
            return Failure.both(ALPN_MISMATCH);
        }
        return switch (pattern) {
            case "NN" -> rightSecret() ? null : serverRefuses(HANDSHAKE_NOT_AUTHENTIC);
            case "IK", "NK" -> {
                if (!meansServer()) {
                    yield serverRefuses(HANDSHAKE_NOT_AUTHENTIC);
                }
                if (pattern.equals("IK") && server.clients() == Clients.OTHERS) {
                    yield serverRefuses(PEER_NOT_ALLOWED);
                }
                yield rightSecret() ? null : clientRefuses(HANDSHAKE_NOT_AUTHENTIC);
            }
            default -> serverShowsItsKey();
        };
    }

    private Failure serverShowsItsKey() {
        if (!rightSecret()) {
            return clientRefuses(HANDSHAKE_NOT_AUTHENTIC);
        }
        return switch (client.servers()) {
            case PINNED_OTHERS -> clientRefuses(PIN_MISMATCH);
            case NOT_ALLOWED -> clientRefuses(PEER_NOT_ALLOWED);
            case UNKNOWN -> clientRefuses(UNKNOWN_PEER);
            case CHANGED, CHANGED_TO_NEXT -> clientRefuses(PEER_KEY_CHANGED);
            default ->
                pattern.equals("XX") && server.clients() == Clients.OTHERS
                        ? new Failure(
                                CONNECTION_CUT,
                                Set.of(CONNECTION_CUT, PEER_NOT_ALLOWED),
                                PEER_NOT_ALLOWED,
                                Set.of(PEER_NOT_ALLOWED))
                        : null;
        };
    }

    private boolean acceptsProtocol() {
        boolean acceptsPattern = server.keys()
                ? !pattern.equals("NN") && (server.clients() == Clients.EVERYBODY || showsClient())
                : pattern.equals("NN");
        return acceptsPattern
                && (client.secret() == Secret.NONE) == (server.secret() == Secret.NONE)
                && server.suites().contains(client.suite())
                && (!client.classical() || server.alsoClassical());
    }

    private boolean meansServer() {
        return client.servers() == Servers.PINNED || (client.servers() == Servers.PINNED_NEXT && server.next());
    }

    private boolean rightSecret() {
        return client.secret() == server.secret();
    }

    private Failure serverRefuses(Reason why) {
        var may = EnumSet.of(CONNECTION_CUT, HANDSHAKE_NOT_AUTHENTIC, NOT_SECURE_CHANNEL);
        if (pattern.equals("IK")) {
            may.add(PEER_NOT_ALLOWED);
        }
        return new Failure(CONNECTION_CUT, may, why, Set.of(why));
    }

    private Failure clientRefuses(Reason why) {
        var may = EnumSet.of(CONNECTION_CUT);
        if (client.secret() != Secret.NONE) {
            may.add(HANDSHAKE_NOT_AUTHENTIC);
        }
        if (pattern.endsWith("X")) {
            may.addAll(Set.of(UNKNOWN_PEER, PEER_KEY_CHANGED, PIN_MISMATCH, PEER_NOT_ALLOWED));
        }
        return new Failure(why, Set.of(why), CONNECTION_CUT, may);
    }
}
