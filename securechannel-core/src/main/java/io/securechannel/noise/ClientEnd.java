package io.securechannel.noise;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.KnownPeerChange;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.internal.ClientSide;
import io.securechannel.noise.internal.CodeSide;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a client's set-up does in a handshake, and hears of in a channel. */
final class ClientEnd implements ClientSide {

    private static final System.Logger LOGGER = System.getLogger("io.securechannel.noise");
    private static final String ANY_SERVER =
            "Trust.allow at a client: everybody whose key passes can pose as every server, such as each client as the server"
                    + " of the others. Trust.pinned(…) or Trust.known(…) say which server has which key";

    private final @Nullable KeyTrust servers;
    private final @Nullable NoiseKeyPair identity;
    private final @Nullable SharedSecret secret;
    private final @Nullable OneTimeCode code;
    private final NoiseSuite suite;
    private final NoiseProvider provider;
    private final boolean postQuantum;
    private final String protocolName;
    private final SecurityListener listener;

    ClientEnd(@Nullable KeyTrust servers, @Nullable NoiseKeyPair identity, NoiseContext.ClientBuilder set) {
        if (servers != null
                && servers.pinnedKeys().isEmpty()
                && servers.knownKeys().isEmpty()) {
            LOGGER.log(System.Logger.Level.WARNING, ANY_SERVER);
        }
        this.servers = servers;
        this.identity = identity;
        this.secret = set.secret;
        this.code = set.code;
        this.suite = set.suites.get(0);
        this.provider = set.provider;
        this.postQuantum = set.postQuantum;
        this.listener = event -> {};
        this.protocolName = builder().protocolName();
    }

    private ClientEnd(ClientEnd from, SecurityListener listener) {
        this.servers = from.servers;
        this.identity = from.identity;
        this.secret = from.secret;
        this.code = from.code;
        this.suite = from.suite;
        this.provider = from.provider;
        this.postQuantum = from.postQuantum;
        this.protocolName = from.protocolName;
        this.listener = listener;
    }

    @Override
    public ClientSide telling(SecurityListener told) {
        return new ClientEnd(this, told);
    }

    @Override
    public String protocolName() {
        return protocolName;
    }

    @Override
    public NoiseHandshake begin(byte[] prologue) {
        return builder().prologue(prologue).begin();
    }

    @Override
    public void check(String address, NoisePublicKey shown) throws SecureChannelException {
        var believed = servers;
        if (believed == null) {
            return;
        }
        if (believed.knownKeys().isPresent()) {
            checkKnown(believed.knownKeys().get(), address, shown);
        } else if (!OwnDecision.of("the server is believed", () -> believed.trusts(address, shown))) {
            throw new SecureChannelException(
                            believed.pinnedKeys().isEmpty() ? Reason.PEER_NOT_ALLOWED : Reason.PIN_MISMATCH,
                            "the server shows the key " + words(shown) + ", and this side believes " + believed)
                    .withShownKey(shown.text());
        }
    }

    private static void checkKnown(KnownKeys known, String address, NoisePublicKey shown)
            throws SecureChannelException {
        var before = OwnDecision.of("the server is known", () -> {
            var keys = new LinkedHashSet<>(known.at(address));
            if (!keys.contains(shown)) {
                known.refused(address, shown);
            }
            return keys;
        });
        if (before.contains(shown)) {
            return;
        }
        if (before.isEmpty()) {
            throw new SecureChannelException(
                            Reason.UNKNOWN_PEER,
                            "the server has not been met before. It shows the key " + words(shown)
                                    + ": ask its people on another way whether it is theirs, confirm it, and connect again")
                    .withShownKey(shown.text());
        }
        throw new SecureChannelException(
                        Reason.PEER_KEY_CHANGED,
                        "the server shows the key " + words(shown) + ", and was known by "
                                + before.stream().map(ClientEnd::words).collect(Collectors.joining(", "))
                                + ": somebody may have put himself in its place. Ask its people on another way; if they have"
                                + " a new key, confirm it, and connect again")
                .withShownKey(shown.text());
    }

    private static String words(PeerKey key) {
        return key.text() + " (" + key.shortFingerprint() + ")";
    }

    @Override
    public void met(String address, NoisePublicKey proved) {
        change(address, proved, KnownPeerChange.REPLACED, known -> known.met(address, proved));
    }

    @Override
    public void announced(String address, NoisePublicKey proved, NoisePublicKey next) {
        change(address, next, KnownPeerChange.ANNOUNCED, known -> known.announced(address, proved, next));
    }

    /** What may change known peers. */
    @FunctionalInterface
    private interface Change {
        boolean make(KnownKeys known) throws KeyMaterialException;
    }

    private void change(String address, NoisePublicKey key, KnownPeerChange what, Change change) {
        if (servers == null || servers.knownKeys().isEmpty()) {
            return;
        }
        try {
            if (change.make(servers.knownKeys().get())) {
                listener.onEvent(new SecurityEvent.KnownPeerChanged(Instant.now(), address, key, what));
            }
        } catch (KeyMaterialException e) {
            listener.onEvent(new SecurityEvent.KnownPeerNotKept(Instant.now(), address, key, what, e));
        } catch (RuntimeException e) { // of the caller's own KnownKeys; nothing of the channel depends on it
            var own = new KeyMaterialException(
                    KeyMaterialException.Reason.UNWRITABLE, "this side's own known keys have failed: " + e, e);
            listener.onEvent(new SecurityEvent.KnownPeerNotKept(Instant.now(), address, key, what, own));
        }
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
        return servers != null;
    }

    /** {@return in words what it believes and proposes} */
    @Override
    public String toString() {
        return protocolName() + (servers == null ? "" : ", believes " + servers);
    }

    /** The only key that the server may have; with several, it has to show which it has. */
    private Optional<PeerKey> expected() {
        return Optional.ofNullable(servers)
                .map(KeyTrust::pinnedKeys)
                .filter(keys -> keys.size() == 1)
                .map(keys -> keys.get(0));
    }

    private HandshakeBuilder builder() {
        var builder = byKeys().provider(provider);
        if (secret != null) {
            builder.psk(Psk.place(servers != null), secret);
        }
        return builder;
    }

    /** The pattern is chosen here, and nowhere else: the preamble's name of it comes out of the same builder. */
    private HandshakeBuilder byKeys() {
        if (servers == null) {
            return with(HandshakePatterns.NN).initiator(NoiseKeys.none());
        }
        var key = expected().map(ClientEnd::noiseKey);
        if (key.isPresent()) {
            return identity == null
                    ? with(HandshakePatterns.NK).initiator(NoiseKeys.peers(key.get()))
                    : with(HandshakePatterns.IK).initiator(NoiseKeys.ownAndPeers(identity, key.get()));
        }
        return identity == null
                ? with(HandshakePatterns.NX).initiator(NoiseKeys.none())
                : with(HandshakePatterns.XX).initiator(NoiseKeys.own(identity));
    }

    private <I extends NoiseKeys, R extends NoiseKeys> NoiseProtocol<I, R> with(HandshakePattern<I, R> pattern) {
        return (postQuantum ? pattern.hfs() : pattern).with(suite);
    }

    private static NoisePublicKey noiseKey(PeerKey key) {
        if (key instanceof NoisePublicKey noise) {
            return noise;
        }
        throw new IllegalArgumentException("a key for Noise is a NoisePublicKey, not " + key);
    }
}
