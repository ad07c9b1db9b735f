package io.securechannel.internal.engine;

import static io.securechannel.error.SecureChannelException.Reason.CONNECTION_CUT;
import static io.securechannel.error.SecureChannelException.Reason.HANDSHAKE_NOT_AUTHENTIC;
import static io.securechannel.error.SecureChannelException.Reason.NOT_SECURE_CHANNEL;
import static io.securechannel.error.SecureChannelException.Reason.PEER_KEY_CHANGED;
import static io.securechannel.error.SecureChannelException.Reason.PEER_NOT_ALLOWED;
import static io.securechannel.error.SecureChannelException.Reason.PIN_MISMATCH;
import static io.securechannel.error.SecureChannelException.Reason.UNKNOWN_PEER;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What it may mean that the peer ends the connection without a word (docs/spec/noise.md, N13 and N15). Which it is cannot be told at this
 * end; what it cannot be, for the pattern that is spoken, is not said.
 */
final class NoiseCuts {

    private static final Cause NO_SERVER =
            new Cause(NOT_SECURE_CHANNEL, "it is no SecureChannel server over Noise", List.of());
    private static final Cause OTHER_SERVER_KEY = new Cause(
            HANDSHAKE_NOT_AUTHENTIC,
            "it has another key than the one that this side expects (Trust.pinned)",
            List.of());
    private static final Cause OTHER_SECRET =
            new Cause(HANDSHAKE_NOT_AUTHENTIC, "the two ends have different shared secrets", List.of());
    private static final Cause KEY_NOT_LET_IN =
            new Cause(PEER_NOT_ALLOWED, "it does not let this side's key in", List.of());
    private static final Cause KEY_NOT_BELIEVED = new Cause(
            UNKNOWN_PEER,
            "it does not know or believe this side's key",
            List.of(PEER_KEY_CHANGED, PIN_MISMATCH, PEER_NOT_ALLOWED));

    private NoiseCuts() {}

    /**
     * What it may be.
     *
     * @param reason as the other end names it
     * @param words in words
     * @param more further reasons of the other end's, of the same kind
     */
    private record Cause(Reason reason, String words, List<Reason> more) {

        List<Reason> reasons() {
            var all = new ArrayList<Reason>();
            all.add(reason);
            all.addAll(more);
            return all;
        }
    }

    /** At a client, before the server has answered its first message. */
    static SecureChannelException beforeAnswer(String protocolName) {
        return of(
                "the server ended the handshake " + protocolName + " without an answer",
                switch (pattern(protocolName)) {
                    case "IK" -> List.of(OTHER_SERVER_KEY, KEY_NOT_LET_IN, NO_SERVER);
                    case "NK" -> List.of(OTHER_SERVER_KEY, NO_SERVER);
                    case "NN" -> protocolName.contains("psk0") ? List.of(OTHER_SECRET, NO_SERVER) : List.of(NO_SERVER);
                    default -> List.of(NO_SERVER);
                });
    }

    /** At a client that has said its last message, and has heard nothing of the server since. */
    static SecureChannelException beforeRecords(String protocolName) {
        return of(
                "the server ended the connection after the handshake, before it sent anything",
                pattern(protocolName).equals("XX") ? List.of(KEY_NOT_LET_IN) : List.of());
    }

    /** At a server that has answered, and waits for the client's last message. */
    static SecureChannelException afterAnswer(String protocolName) {
        var causes = new ArrayList<Cause>();
        if (protocolName.contains("psk2")) {
            causes.add(OTHER_SECRET);
        }
        if (pattern(protocolName).endsWith("X")) {
            causes.add(KEY_NOT_BELIEVED);
        }
        return of("the client ended the handshake " + protocolName + " when it had this side's answer", causes);
    }

    /** At either end, while a code is being proved: who refuses it says so, and this peer has not. */
    static SecureChannelException inCode(boolean usedUp) {
        return new SecureChannelException(
                CONNECTION_CUT,
                "the peer ended the connection while the one-time code was being proved, and said nothing of it: something"
                        + " has cut it. " + whatOfTheCode(usedUp));
    }

    /** The same for a deadline or a socket that failed meanwhile; other errors say it themselves. */
    static SecureChannelException inCode(SecureChannelException error, boolean usedUp) {
        boolean silent = switch (error.reason()) {
            case HANDSHAKE_TIMEOUT, IO_FAILURE, INTERRUPTED -> true;
            case CONNECTION_CUT -> error.getCause() != null; // of the socket
            default -> false;
        };
        return silent
                ? new SecureChannelException(
                        error.reason(),
                        error.getMessage() + ". The one-time code was being proved. " + whatOfTheCode(usedUp),
                        error)
                : error;
    }

    private static String whatOfTheCode(boolean usedUp) {
        return usedUp
                ? "The code is used up at this end: make a new one, tell it to the other person and connect again"
                : "The code has not been used at this end: connect again with it; if it is refused again, make a new one";
    }

    /** At either end, after the handshake: the record END has not come. */
    static SecureChannelException ofRecords() {
        return new SecureChannelException(
                CONNECTION_CUT,
                "the connection ended without the record that proves its end: something has cut it, perhaps an attacker");
    }

    /** At either end, where the peer refuses nothing. */
    static SecureChannelException inHandshake() {
        return of("the connection ended in the middle of the handshake", List.of());
    }

    private static SecureChannelException of(String seen, List<Cause> causes) {
        if (causes.isEmpty()) {
            return new SecureChannelException(
                    CONNECTION_CUT,
                    seen + ": something has cut it, perhaps an attacker, or the peer's program has ended");
        }
        var reasons = causes.stream().flatMap(each -> each.reasons().stream()).collect(Collectors.toSet());
        var words = causes.stream()
                .map(each -> each.words() + " "
                        + each.reasons().stream().map(Reason::name).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining("; "));
        return SecureChannelException.oneOf(
                CONNECTION_CUT,
                reasons,
                seen + ". What it may be: " + words
                        + "; or something cut the connection. The other end's log tells which");
    }

    private static String pattern(String protocolName) {
        int begin = "Noise_".length();
        return protocolName.substring(begin, begin + 2);
    }
}
