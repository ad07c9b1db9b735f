package io.securechannel.examples.transfer.meeting;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.peer.Trust;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom an end believes. Both always prove something to each other: nobody else can send, and nobody else can take.
 */
public interface Access extends AutoCloseable {

    /**
     * {@return how this end calls}
     *
     * @throws KeyMaterialException if keys cannot be used
     */
    ClientConfig.Builder calls() throws KeyMaterialException;

    /**
     * {@return how this end answers}
     *
     * @throws KeyMaterialException if keys cannot be used
     */
    ServerConfig.Builder answers() throws KeyMaterialException;

    /**
     * Refuses who is not expected, where that is not known from the handshake already.
     *
     * @param peer that this end has called, and that has proved who it is
     * @throws SecureChannelException PEER_NOT_ALLOWED if it is somebody else
     */
    default void check(PeerIdentity peer) throws SecureChannelException {}

    /** {@return a key of this end for the next channels; empty if this channel is to be used for the transfer} */
    default Optional<NoisePublicKey> introduces() {
        return Optional.empty();
    }

    /**
     * Believes this key, and nobody else, from now on.
     *
     * @param peer what the other end has introduced
     */
    default void met(NoisePublicKey peer) {
        throw new IllegalStateException(peer + " was not asked for");
    }

    /** {@return whether nobody who is not here yet can come by it any more} */
    default boolean spent() {
        return false;
    }

    @Override
    void close();

    /**
     * Two people who share nothing but a code. It lets one channel come about, in which the two ends tell each other keys that they have
     * made for this run; by those they meet from then on, and again after each cut.
     */
    final class ByCode implements Access {

        private final OneTimeCode code;
        private final NoiseKeyPair own = NoiseKeyPair.generate();
        private volatile @Nullable NoisePublicKey peer;

        /**
         * Takes a code.
         *
         * @param code is closed with this
         */
        public ByCode(OneTimeCode code) {
            this.code = code;
        }

        @Override
        public ClientConfig.Builder calls() throws KeyMaterialException {
            var known = peer;
            return known == null
                    ? ClientConfig.noise(code)
                    : ClientConfig.noise(NoiseContext.forClient(Trust.pinned(known))
                            .identity(own)
                            .build());
        }

        @Override
        public ServerConfig.Builder answers() throws KeyMaterialException {
            var known = peer;
            return known == null
                    ? ServerConfig.noise(code)
                    : ServerConfig.noise(NoiseContext.forServer(own)
                            .clients(Trust.pinned(known))
                            .build());
        }

        @Override
        public Optional<NoisePublicKey> introduces() {
            return peer == null ? Optional.of(own.publicKey()) : Optional.empty();
        }

        @Override
        public void met(NoisePublicKey key) {
            peer = key;
        }

        @Override
        public boolean spent() {
            return peer == null && code.used();
        }

        @Override
        public void close() {
            code.close();
            own.close();
        }
    }
}
