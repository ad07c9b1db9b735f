package io.securechannel.peers;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.HandshakeState;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.ShortBufferException;

/** noise-java, an implementation of the Noise Protocol Framework that shares nothing with ours, with arrays of the right length. */
final class NoiseJava {

    private static final int LONGEST_MESSAGE = 65_535;
    private static final int TAG = 16;

    private NoiseJava() {}

    /** {@return a handshake that has begun, with those of the keys that its pattern needs beforehand} */
    static HandshakeState begin(
            String protocol,
            boolean initiator,
            byte[] prologue,
            Optional<NoiseKeyPair> own,
            Optional<NoisePublicKey> peers)
            throws GeneralSecurityException {
        var handshake = new HandshakeState(protocol, initiator ? HandshakeState.INITIATOR : HandshakeState.RESPONDER);
        handshake.setPrologue(prologue, 0, prologue.length);
        if (handshake.needsLocalKeyPair()) {
            try (var secret = own.orElseThrow().privateKey()) {
                handshake.getLocalKeyPair().setPrivateKey(secret.copy(), 0);
            }
        }
        if (initiator && protocol.matches("Noise_.K_.*")) {
            handshake.getRemotePublicKey().setPublicKey(peers.orElseThrow().bytes(), 0);
        }
        handshake.start();
        return handshake;
    }

    static byte[] write(HandshakeState handshake, byte[] payload) throws ShortBufferException {
        var message = new byte[LONGEST_MESSAGE];
        return Arrays.copyOf(message, handshake.writeMessage(message, 0, payload, 0, payload.length));
    }

    static byte[] read(HandshakeState handshake, byte[] message) throws GeneralSecurityException {
        var payload = new byte[LONGEST_MESSAGE];
        return Arrays.copyOf(payload, handshake.readMessage(message, 0, message.length, payload, 0));
    }

    static byte[] seal(CipherState cipher, byte[] plaintext) throws ShortBufferException {
        var message = new byte[plaintext.length + TAG];
        return Arrays.copyOf(message, cipher.encryptWithAd(null, plaintext, 0, message, 0, plaintext.length));
    }

    static byte[] open(CipherState cipher, byte[] message) throws GeneralSecurityException {
        var plaintext = new byte[message.length];
        return Arrays.copyOf(plaintext, cipher.decryptWithAd(null, message, 0, plaintext, 0, message.length));
    }

    /** {@return the peer's static key as the handshake has it} */
    static byte[] peersKey(HandshakeState handshake) {
        var key = new byte[handshake.getRemotePublicKey().getPublicKeyLength()];
        handshake.getRemotePublicKey().getPublicKey(key, 0);
        return key;
    }
}
