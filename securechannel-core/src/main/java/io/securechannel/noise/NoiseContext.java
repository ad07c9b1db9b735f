package io.securechannel.noise;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Live;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoiseServerKeys;
import io.securechannel.keys.SharedSecret;
import io.securechannel.peer.KeyTrust;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How channels over Noise are set up: keys, trust and functions. {@code ClientConfig.noise} and {@code ServerConfig.noise} take it; most
 * programs give these the keys alone.
 *
 * <p>Who is at the other end is proved by one of:
 *
 * <ul>
 *   <li>static keys: {@link #forClient(KeyTrust)}, {@link #forServer(NoiseKeyPair)};
 *   <li>a secret of 32 random bytes that both hold: {@link #forClient(SharedSecret)};
 *   <li>a short code, for one channel: {@link #forClient(OneTimeCode)}.
 * </ul>
 *
 * What is missing is never taken for what is not wanted: null for a trust, a key or a code is a NullPointerException.
 *
 * <p>Key agreement is X25519 with ML-KEM-768 beside it (modifier hfs), so that what is recorded today cannot be read with a quantum computer;
 * authentication is classical. With one pinned key (IK) so is the secrecy of who the client is; with XX both must fall.
 */
public final class NoiseContext {

    private NoiseContext() {}

    /**
     * A client of servers that are known by their keys.
     *
     * @param servers {@link io.securechannel.peer.Trust#pinned(io.securechannel.peer.PeerKey, io.securechannel.peer.PeerKey...)}: the server
     *     learns that key's owner is meant and nothing else (IK, NK); or several pinned keys, {@code known} or {@code allow}: the server
     *     shows its key (XX, NX). With {@code allow}, everybody whose key passes can pose as every server, which
     *     is logged as a warning
     * @return for further settings
     */
    public static ClientBuilder forClient(KeyTrust servers) {
        return new ClientBuilder(Objects.requireNonNull(servers, "servers"), null, null);
    }

    /**
     * A client without static keys: whoever holds the secret is believed (NNpsk0).
     *
     * @param secret 32 random bytes, never a password; it has to stay open as long as the context is used
     * @return for further settings
     */
    public static ClientBuilder forClient(SharedSecret secret) {
        return new ClientBuilder(null, Psk.checked(secret), null);
    }

    /**
     * A client without static keys, for one channel to whoever knows a short code (NN, then J-PAKE).
     *
     * @param code as a person has told it
     * @return for further settings
     */
    public static ClientBuilder forClient(OneTimeCode code) {
        return new ClientBuilder(null, null, Objects.requireNonNull(code, "code"));
    }

    /**
     * A server with a static key.
     *
     * @param keys its own; they have to stay open as long as the context is used
     * @return for further settings; without {@link ServerBuilder#clients} it lets everybody in
     */
    public static ServerBuilder forServer(NoiseKeyPair keys) {
        return new ServerBuilder(Objects.requireNonNull(keys, "keys"), null, null);
    }

    /**
     * A server with a static key that may be replaced while it runs: {@code keys.liveNoiseKeys("server")}, from a key store.
     *
     * @param keys its own, as they are at the time of each handshake; they have to stay open as long as the context is used
     * @return for further settings; without {@link ServerBuilder#clients} it lets everybody in
     * @throws KeyMaterialException if they cannot be read now
     */
    public static ServerBuilder forServer(Live<NoiseServerKeys> keys) throws KeyMaterialException {
        var first = keys.current();
        var builder = new ServerBuilder(first.current(), null, null);
        builder.next = first.next().orElse(null);
        builder.live = new LiveServerKeys(keys, first);
        return builder;
    }

    /**
     * A server without static keys: whoever holds the secret is let in (NNpsk0).
     *
     * @param secret 32 random bytes, never a password; it has to stay open as long as the context is used
     * @return for further settings
     */
    public static ServerBuilder forServer(SharedSecret secret) {
        return new ServerBuilder(null, Psk.checked(secret), null);
    }

    /**
     * A server without static keys, for one channel to whoever knows a short code (NN, then J-PAKE). The first who tries uses it up.
     *
     * @param code to be told to the other person
     * @return for further settings
     */
    public static ServerBuilder forServer(OneTimeCode code) {
        return new ServerBuilder(null, null, Objects.requireNonNull(code, "code"));
    }

    /**
     * What both ends set.
     *
     * @param <B> the builder itself
     */
    public abstract static sealed class Builder<B extends Builder<B>> permits ClientBuilder, ServerBuilder {

        final @Nullable OneTimeCode code;

        @Nullable
        SharedSecret secret;

        List<NoiseSuite> suites = List.of(NoiseSuite.DEFAULT);
        NoiseProvider provider = NoiseProvider.PURE_JAVA;
        boolean postQuantum = true;

        Builder(@Nullable SharedSecret secret, @Nullable OneTimeCode code) {
            this.secret = secret;
            this.code = code;
        }

        /**
         * Says who computes.
         *
         * @param choice {@link NoiseProvider#PURE_JAVA} by default
         * @return this
         */
        @CanIgnoreReturnValue
        public B provider(NoiseProvider choice) {
            this.provider = choice;
            return self();
        }

        /**
         * Requires, beside static keys, a secret that both ends hold (psk2).
         *
         * @param shared 32 random bytes, never a password; it has to stay open as long as the context is used
         * @return this
         * @throws IllegalStateException if there is a secret already, or a one-time code, which stands alone
         */
        @CanIgnoreReturnValue
        public B sharedSecret(SharedSecret shared) {
            if (secret != null) {
                throw new IllegalStateException(
                        "there is a shared secret already: a channel has one, and this would replace it");
            }
            if (code != null) {
                throw new IllegalStateException("a one-time code stands alone: no shared secret beside it");
            }
            this.secret = Psk.checked(shared);
            return self();
        }

        abstract B self();
    }

    /** Gathers the settings of a client. Not for use by several threads. */
    public static final class ClientBuilder extends Builder<ClientBuilder> {

        private final @Nullable KeyTrust servers;
        private @Nullable NoiseKeyPair identity;

        private ClientBuilder(@Nullable KeyTrust servers, @Nullable SharedSecret secret, @Nullable OneTimeCode code) {
            super(secret, code);
            this.servers = servers;
        }

        /**
         * Shows the server who this client is.
         *
         * @param keys its own; they have to stay open as long as the context is used
         * @return this
         */
        @CanIgnoreReturnValue
        public ClientBuilder identity(NoiseKeyPair keys) {
            this.identity = Objects.requireNonNull(keys, "keys");
            return this;
        }

        /**
         * Chooses cipher and hash; the server has to accept them. Use a key, or a shared secret, with one hash alone in all its contexts (rev
         * 34, section 14): from one to the next nothing can check it.
         *
         * @param choice {@link NoiseSuite#DEFAULT} by default
         * @return this
         */
        @CanIgnoreReturnValue
        public ClientBuilder suite(NoiseSuite choice) {
            this.suites = List.of(choice);
            return this;
        }

        /**
         * Agrees on keys by X25519 alone, for servers that have nothing else: who records the channel and has a quantum computer one day
         * reads it.
         *
         * @return this
         */
        @CanIgnoreReturnValue
        public ClientBuilder classical() {
            this.postQuantum = false;
            return this;
        }

        /**
         * {@return the context}
         *
         * @throws IllegalArgumentException if two settings contradict each other
         */
        @CheckReturnValue
        public NoiseClient build() {
            if (servers == null && identity != null) {
                throw new IllegalArgumentException(
                        "an identity is for servers that are known by their keys: with a shared"
                                + " secret or a code alone there is no static key");
            }
            return new NoiseClient(new ClientEnd(servers, identity, this));
        }

        @Override
        ClientBuilder self() {
            return this;
        }
    }

    /** Gathers the settings of a server. Not for use by several threads. */
    public static final class ServerBuilder extends Builder<ServerBuilder> {

        final @Nullable NoiseKeyPair keys;

        @Nullable
        NoiseKeyPair next;

        @Nullable
        LiveServerKeys live;

        @Nullable
        KeyTrust clients;

        boolean classicalToo;

        private ServerBuilder(@Nullable NoiseKeyPair keys, @Nullable SharedSecret secret, @Nullable OneTimeCode code) {
            super(secret, code);
            this.keys = keys;
        }

        /**
         * Lets in nobody but these; clients without a key are refused then.
         *
         * @param trust {@link io.securechannel.peer.Trust#allow} or pinned keys
         * @return this
         */
        @CanIgnoreReturnValue
        public ServerBuilder clients(KeyTrust trust) {
            this.clients = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /**
         * Replaces the server's key over time: clients that expect the next key are served as well, and every client hears of it inside the
         * channel. Once they have, make the next key the only one.
         *
         * @param keys the next; they have to stay open as long as the context is used
         * @return this
         * @throws IllegalStateException if the server's keys are live, and say themselves which is next
         */
        @CanIgnoreReturnValue
        public ServerBuilder next(NoiseKeyPair keys) {
            if (live != null) {
                throw new IllegalStateException(
                        "live keys say themselves which is next: rotate them where they are kept");
            }
            this.next = Objects.requireNonNull(keys, "keys");
            return this;
        }

        /**
         * Chooses which ciphers, and which hash, are accepted. All have the same hash: neither a static key nor a shared secret is used with
         * several (rev 34, section 14). Peers that want another are served with another key.
         *
         * @param first {@link NoiseSuite#DEFAULT} alone by default
         * @param more further ones, with the same hash
         * @return this
         */
        @CanIgnoreReturnValue
        public ServerBuilder suites(NoiseSuite first, NoiseSuite... more) {
            this.suites = Stream.concat(Stream.of(first), Arrays.stream(more))
                    .distinct()
                    .toList();
            return this;
        }

        /**
         * Also accepts clients that agree on keys by X25519 alone: who records their channels and has a quantum computer one day reads
         * them.
         *
         * @return this
         */
        @CanIgnoreReturnValue
        public ServerBuilder alsoClassical() {
            this.classicalToo = true;
            return this;
        }

        /**
         * {@return the context}
         *
         * @throws IllegalArgumentException if two settings contradict each other
         */
        @CheckReturnValue
        public NoiseServer build() {
            if (keys == null && (clients != null || next != null)) {
                throw new IllegalArgumentException(
                        "keys of clients, and a next key, are for a server with a key: with a"
                                + " shared secret or a code alone there is no static key");
            }
            if (clients != null && clients.knownKeys().isPresent()) {
                throw new IllegalArgumentException(
                        "known peers are for clients, who know where a server is: a server lets in"
                                + " Trust.allow(…) or Trust.pinned(…)");
            }
            if (suites.stream().map(NoiseSuite::hash).distinct().count() > 1) {
                throw new IllegalArgumentException(
                        "a static key, and a shared secret, is for one hash function alone (Noise, revision 34, section 14),"
                                + " and the suites " + suites + " have several: accept suites with one hash, and let a"
                                + " server with another key serve the others");
            }
            return new NoiseServer(new ServerEnd(this));
        }

        @Override
        ServerBuilder self() {
            return this;
        }
    }
}
