package io.securechannel.noise;

import io.securechannel.keys.NoisePublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an end knows of its peer's static key, and whether the peer has proved to hold it: whether this end has decrypted something that
 * depends on an agreement of that key with its own ephemeral one. This is the source property 2 of rev 34, section 7.7.
 *
 * @param key of the peer, if it has one
 * @param agreed whether there was such an agreement: es at the initiator, se at the responder
 * @param proved whether something was decrypted after it
 */
record PeerProof(@Nullable NoisePublicKey key, boolean agreed, boolean proved) {

    static final PeerProof NONE = new PeerProof(null, false, false);

    PeerProof of(@Nullable NoisePublicKey shown) {
        return new PeerProof(shown, agreed, proved);
    }

    /** After a Diffie-Hellman token. */
    PeerProof after(Token token, boolean initiator) {
        return new PeerProof(key, agreed || token == (initiator ? Token.ES : Token.SE), proved);
    }

    /** After a message, of the handshake or of the transport, has been decrypted. */
    PeerProof decrypted() {
        return agreed && !proved ? new PeerProof(key, true, true) : this;
    }

    Optional<NoisePublicKey> provedKey() {
        return proved ? Optional.ofNullable(key) : Optional.empty();
    }
}
