package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.MessageSigner;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.peer.ChannelBinding;

/**
 * A device proves on entry that it holds its key: it signs the server's nonce and the channel's binding. Whoever has only a user's
 * password cannot enter as that user's device and take its mail away.
 *
 * <pre>
 * "SecureChannel messenger entry v1" 0x00 | nonce (32) | binding type's registered name (text) | SHA-256 of the binding (32) | device (16)
 * </pre>
 */
public final class EntryProof {

    /** In bytes. */
    public static final int NONCE_LENGTH = 32;

    private static final String LABEL = "SecureChannel messenger entry v1";

    private EntryProof() {}

    /**
     * Proves.
     *
     * @param keys the device's
     * @param nonce the server's
     * @param binding of the channel on which it came (RFC 9266 or RFC 5929)
     * @return a signature
     * @throws KeyMaterialException if the key cannot sign
     */
    public static Octets sign(SigningKeyPair keys, Octets nonce, ChannelBinding binding) throws KeyMaterialException {
        return Octets.of(MessageSigner.of(keys).sign(statement(DeviceId.of(keys.publicKey()), nonce, binding)));
    }

    /**
     * Verifies.
     *
     * @param proof what the device sent
     * @param key the device's
     * @param nonce what it was given
     * @param binding of the channel, at this end
     * @throws KeyMaterialException if it is not a proof of this key for this channel
     */
    public static void verify(Octets proof, SigningPublicKey key, Octets nonce, ChannelBinding binding)
            throws KeyMaterialException {
        MessageSigner.verifier(key).verify(statement(DeviceId.of(key), nonce, binding), proof.bytes());
    }

    private static byte[] statement(DeviceId device, Octets nonce, ChannelBinding binding) {
        return new FieldWriter()
                .label(LABEL)
                .fixed(nonce)
                .text(binding.type().registeredName())
                .fixed(Octets.sha256(binding.bytes()))
                .fixed(device.octets())
                .toBytes();
    }
}
