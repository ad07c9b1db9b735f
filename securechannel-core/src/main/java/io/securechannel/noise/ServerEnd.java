package io.securechannel.noise;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.NoiseServerKeys;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.internal.CodeSide;
import io.securechannel.noise.internal.ServerSide;
import io.securechannel.peer.KeyTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server's set-up does in a handshake. */
final class ServerEnd implements ServerSide {

    private final @Nullable NoiseKeyPair keys;
    private final @Nullable NoiseKeyPair next;
    private final @Nullable LiveServerKeys live;
    private final @Nullable KeyTrust clients;
    private final @Nullable SharedSecret secret;
    private final @Nullable OneTimeCode code;
    private final NoiseProvider provider;
    private final List<Accepted> accepted;

    /** What makes a protocol, beside the secret. */
    private record Choice(Kind kind, boolean postQuantum, NoiseSuite suite) {}

    /** A protocol that is accepted. */
    private record Accepted(Choice choice, String name) {}

    /** The patterns of the transport. */
    private enum Kind {
        NN,
        NK,
        NX,
        IK,
        XX
    }

    ServerEnd(NoiseContext.ServerBuilder set) {
        this.keys = set.keys;
        this.next = set.next;
        this.live = set.live;
        this.clients = set.clients;
        this.secret = set.secret;
        this.code = set.code;
        this.provider = set.provider;
        this.accepted = accepted(set.suites, set.classicalToo);
    }

    private ServerEnd(ServerEnd from, NoiseServerKeys now) {
        this.keys = now.current();
        this.next = now.next().orElse(null);
        this.live = from.live;
        this.clients = from.clients;
        this.secret = from.secret;
        this.code = from.code;
        this.provider = from.provider;
        this.accepted = from.accepted;
    }

    @Override
    public ServerSide refreshed(SecurityListener listener) {
        return live == null ? this : new ServerEnd(this, live.look(listener));
    }

    @Override
    public List<String> protocolNames() {
        return accepted.stream().map(Accepted::name).toList();
    }

    @Override
    public List<NoiseHandshake> begin(String protocolName, byte[] prologue) {
        var choice = accepted.stream()
                .filter(each -> each.name().equals(protocolName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not accepted: " + protocolName))
                .choice();
        boolean meansKey = choice.kind() == Kind.IK || choice.kind() == Kind.NK;
        var handshakes = new ArrayList<NoiseHandshake>();
        handshakes.add(builder(choice, keys).prologue(prologue).begin());
        if (meansKey && next != null) {
            handshakes.add(builder(choice, next).prologue(prologue).begin());
        }
        return handshakes;
    }

    @Override
    public void check(String address, NoisePublicKey shown, boolean proved) throws SecureChannelException {
        var letIn = clients;
        if (letIn == null || OwnDecision.of("the client is let in", () -> letIn.trusts(address, shown))) {
            return;
        }
        var key =
                shown.text() + " (" + shown.shortFingerprint() + "), which is not let in: this side believes " + letIn;
        if (proved) {
            throw new SecureChannelException(Reason.PEER_NOT_ALLOWED, "the client shows the key " + key)
                    .withShownKey(shown.text());
        }
        throw new SecureChannelException(
                Reason.PEER_NOT_ALLOWED,
                "a first message, which may be a recording that somebody else sends, names the key " + key);
    }

    @Override
    public Optional<NoisePublicKey> nextKey() {
        return Optional.ofNullable(next).map(NoiseKeyPair::publicKey);
    }

    @Override
    public Optional<CodeSide> code() {
        return Optional.ofNullable(code).map(CodeEnd::new);
    }

    @Override
    public boolean sharesSecret() {
        return secret != null || code != null;
    }

    @Override
    public boolean checksKeys() {
        return clients != null;
    }

    /** {@return in words what it accepts} */
    @Override
    public String toString() {
        return protocolNames() + (clients == null ? "" : ", lets in " + clients);
    }

    private HandshakeBuilder builder(Choice choice, @Nullable NoiseKeyPair own) {
        var builder = byKeys(choice, own).provider(provider);
        if (secret != null) {
            builder.psk(Psk.place(own != null), secret);
        }
        return builder;
    }

    private static HandshakeBuilder byKeys(Choice choice, @Nullable NoiseKeyPair own) {
        if (own == null) {
            return with(HandshakePatterns.NN, choice).responder(NoiseKeys.none());
        }
        var keys = NoiseKeys.own(own);
        return switch (choice.kind()) {
            case NK -> with(HandshakePatterns.NK, choice).responder(keys);
            case NX -> with(HandshakePatterns.NX, choice).responder(keys);
            case IK -> with(HandshakePatterns.IK, choice).responder(keys);
            case XX -> with(HandshakePatterns.XX, choice).responder(keys);
            case NN -> throw new IllegalStateException("NN has no static key");
        };
    }

    private static <I extends NoiseKeys, R extends NoiseKeys> NoiseProtocol<I, R> with(
            HandshakePattern<I, R> pattern, Choice choice) {
        return (choice.postQuantum() ? pattern.hfs() : pattern).with(choice.suite());
    }

    private List<Accepted> accepted(List<NoiseSuite> suites, boolean classicalToo) {
        List<Kind> kinds;
        if (keys == null) {
            kinds = List.of(Kind.NN);
        } else {
            kinds = clients == null ? List.of(Kind.IK, Kind.XX, Kind.NK, Kind.NX) : List.of(Kind.IK, Kind.XX);
        }
        var all = new ArrayList<Accepted>();
        for (boolean postQuantum : classicalToo ? List.of(true, false) : List.of(true)) {
            for (var suite : suites) {
                for (var kind : kinds) {
                    var choice = new Choice(kind, postQuantum, suite);
                    all.add(new Accepted(choice, builder(choice, keys).protocolName()));
                }
            }
        }
        return List.copyOf(all);
    }
}
