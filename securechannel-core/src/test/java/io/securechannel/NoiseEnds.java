package io.securechannel;

import io.securechannel.framing.Framing;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseSuite;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Settings of two ends over Noise, from which their configurations are made. */
final class NoiseEnds {

    static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    static final NoiseKeyPair NEXT = NoiseKeyPair.generate();
    static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final NoiseKeyPair OTHER = NoiseKeyPair.generate();
    private static final SharedSecret RIGHT = SharedSecret.random();
    private static final SharedSecret WRONG = SharedSecret.random();

    private NoiseEnds() {}

    /** Whom a client believes. */
    enum Servers {
        PINNED,
        PINNED_NEXT,
        PINNED_OTHER,
        /** Two keys, the second of which is the server's. */
        PINNED_SECOND,
        /** Two keys, and neither is the server's. */
        PINNED_OTHERS,
        ALLOWED,
        NOT_ALLOWED,
        KNOWN,
        UNKNOWN,
        CHANGED,
        /** The next key is known, and the present one not. */
        CHANGED_TO_NEXT,
        /** Whoever holds the shared secret. */
        BY_SECRET
    }

    /** What an end has of the shared secret. */
    enum Secret {
        NONE,
        RIGHT,
        WRONG
    }

    /** Whom a server lets in. */
    enum Clients {
        EVERYBODY,
        ALLOWED,
        PINNED,
        OTHERS
    }

    /** What crosses the channel: messages, or raw bytes under some labels, of which a client proposes the first. */
    record Content(boolean framed, List<String> labels) {

        static final String OF_MESSAGES = "securechannel/1";

        List<String> said() {
            return framed ? List.of(OF_MESSAGES) : labels.isEmpty() ? List.of("") : labels;
        }

        void set(ConfigBuilder<?> builder) {
            if (framed) {
                return;
            }
            builder.framing(Framing.none());
            if (!labels.isEmpty()) {
                builder.applicationProtocols(
                        labels.get(0), labels.subList(1, labels.size()).toArray(String[]::new));
            }
        }
    }

    /** A client's settings. */
    record Client(
            boolean identity, Servers servers, Secret secret, NoiseSuite suite, boolean classical, Content content) {

        /** {@return the same, as far as it may be built: with a secret alone there are no static keys} */
        Client consistent() {
            return servers == Servers.BY_SECRET
                    ? new Client(
                            false, servers, secret == Secret.NONE ? Secret.RIGHT : secret, suite, classical, content)
                    : this;
        }

        ClientConfig config(KnownKeys known) {
            var context = servers == Servers.BY_SECRET
                    ? NoiseContext.forClient(bytes(secret))
                    : NoiseContext.forClient(trust(known));
            if (servers != Servers.BY_SECRET && secret != Secret.NONE) {
                context.sharedSecret(bytes(secret));
            }
            if (identity) {
                context.identity(CLIENT);
            }
            if (classical) {
                context.classical();
            }
            var config = ClientConfig.noise(context.suite(suite).build()).listener(event -> {});
            content.set(config);
            return config.build();
        }

        private KeyTrust trust(KnownKeys known) {
            return switch (servers) {
                case PINNED -> Trust.pinned(SERVER.publicKey());
                case PINNED_NEXT -> Trust.pinned(NEXT.publicKey());
                case PINNED_OTHER -> Trust.pinned(OTHER.publicKey());
                case PINNED_SECOND -> Trust.pinned(OTHER.publicKey(), SERVER.publicKey());
                case PINNED_OTHERS -> Trust.pinned(OTHER.publicKey(), CLIENT.publicKey());
                case ALLOWED -> Trust.allow(SERVER.publicKey()::equals);
                case NOT_ALLOWED -> Trust.allow(OTHER.publicKey()::equals);
                case KNOWN, UNKNOWN, CHANGED, CHANGED_TO_NEXT -> Trust.known(known);
                case BY_SECRET -> throw new IllegalStateException("there are no keys");
            };
        }

        /** {@return what the client knows before it connects} */
        Set<PeerKey> known() {
            return switch (servers) {
                case KNOWN -> Set.of(OTHER.publicKey(), SERVER.publicKey());
                case CHANGED -> Set.of(OTHER.publicKey());
                case CHANGED_TO_NEXT -> Set.of(NEXT.publicKey());
                default -> Set.of();
            };
        }
    }

    /** A server's settings. */
    record Server(
            boolean keys,
            boolean next,
            Clients clients,
            Secret secret,
            List<NoiseSuite> suites,
            boolean alsoClassical,
            Content content) {

        /** {@return the same, as far as it may be built: with a secret alone there are no static keys} */
        Server consistent() {
            return keys
                    ? this
                    : new Server(false, false, Clients.EVERYBODY, Secret.RIGHT, suites, alsoClassical, content);
        }

        ServerConfig config() {
            var context = keys ? NoiseContext.forServer(SERVER) : NoiseContext.forServer(bytes(secret));
            if (keys && secret != Secret.NONE) {
                context.sharedSecret(bytes(secret));
            }
            if (next) {
                context.next(NEXT);
            }
            switch (clients) {
                case ALLOWED -> context.clients(Trust.allow(CLIENT.publicKey()::equals));
                case PINNED -> context.clients(Trust.pinned(OTHER.publicKey(), CLIENT.publicKey()));
                case OTHERS -> context.clients(Trust.allow(OTHER.publicKey()::equals));
                case EVERYBODY -> {
                    // the default
                }
            }
            if (alsoClassical) {
                context.alsoClassical();
            }
            context.suites(suites.get(0), suites.subList(1, suites.size()).toArray(NoiseSuite[]::new));
            var config = ServerConfig.noise(context.build()).listener(event -> {});
            content.set(config);
            return config.build();
        }
    }

    private static SharedSecret bytes(Secret secret) {
        return secret == Secret.WRONG ? WRONG : RIGHT;
    }

    /** Keys under which the server was met before, and what it hears of them. */
    static final class Memory implements KnownKeys {

        private final Set<PeerKey> before;
        private final List<PeerKey> refused = new ArrayList<>();
        private final List<PeerKey> announced = new ArrayList<>();
        private final List<String> addresses = new ArrayList<>();

        Memory(Set<PeerKey> before) {
            this.before = before;
        }

        @Override
        public Set<PeerKey> at(String address) {
            addresses.add(address);
            return before;
        }

        @Override
        public void refused(String address, PeerKey key) {
            addresses.add(address);
            refused.add(key);
        }

        @Override
        public boolean met(String address, PeerKey proved) {
            return false;
        }

        @Override
        public boolean announced(String address, PeerKey proved, PeerKey next) {
            addresses.add(address);
            announced.add(next);
            return true;
        }

        List<PeerKey> refused() {
            return refused;
        }

        List<PeerKey> announced() {
            return announced;
        }

        List<String> addresses() {
            return addresses;
        }
    }
}
