package io.securechannel.peer;

import java.util.Optional;

/**
 * What the two ends agreed on in the handshake.
 *
 * @param version the protocol, for instance {@code TLSv1.3}, or {@code Noise}
 * @param cipherSuite its cipher suite, for instance {@code TLS_AES_256_GCM_SHA384}; over Noise the name of the whole protocol, for
 *     instance {@code Noise_IKhfs_25519+MLKEM768_AESGCM_SHA256}
 * @param group the group of the key exchange in its IANA name, for instance {@code x25519}; over Noise as it stands in the
 *     protocol's name; empty where it is not known
 * @param applicationProtocol the ALPN protocol (RFC 7301), over Noise the label; empty if none was agreed
 * @param postQuantumConfidentiality whether the key exchange withstands a quantum computer, so that what is recorded
 *     today cannot be read later
 * @param resumed whether an earlier session was resumed; its certificates were checked again all the same
 */
public record NegotiatedProtocol(
        String version,
        String cipherSuite,
        Optional<String> group,
        Optional<String> applicationProtocol,
        boolean postQuantumConfidentiality,
        boolean resumed) {

    /**
     * {@return whether the authentication withstands a quantum computer} It never does yet: certificates and Noise keys
     * are classical.
     */
    public boolean postQuantumAuthentication() {
        return false;
    }

    /** {@return one line for people} */
    @Override
    public String toString() {
        return version + ", " + cipherSuite + group.map(name -> ", " + name).orElse("")
                + (postQuantumConfidentiality ? " (post-quantum key exchange)" : "")
                + applicationProtocol
                        .map(name -> (version.equals("Noise") ? ", label " : ", ALPN ") + name)
                        .orElse("")
                + (resumed ? ", resumed" : "");
    }
}
