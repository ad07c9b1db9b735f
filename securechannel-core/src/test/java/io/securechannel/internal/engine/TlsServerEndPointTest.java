package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.TestCa;
import io.securechannel.tls.Chains;
import java.security.MessageDigest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5929, section 4.1: the hash is that of the certificate's signature. */
@Tag("verify")
@Timeout(20)
class TlsServerEndPointTest {

    @ParameterizedTest
    @CsvSource({
        "RSA, SHA1withRSA, SHA-256",
        "RSA, SHA224withRSA, SHA-224",
        "RSA, SHA256withRSA, SHA-256",
        "RSA, SHA384withRSA, SHA-384",
        "RSA, SHA512withRSA, SHA-512",
        "RSA, SHA256withRSAandMGF1, SHA-256",
        "RSA, SHA384withRSAandMGF1, SHA-384",
        "RSA, SHA512withRSAandMGF1, SHA-512",
        "EC, SHA256withECDSA, SHA-256",
        "EC, SHA384withECDSA, SHA-384",
        "EC, SHA512withECDSA, SHA-512"
    })
    void theHashOfTheSignatureIsTheHashOfTheBinding(String key, String signature, String hash) throws Exception {
        var certificate = Chains.selfSigned("x", TestCa.keys(key), signature);
        var expected = MessageDigest.getInstance(hash).digest(certificate.getEncoded());
        assertThat(TlsServerEndPoint.of(certificate))
                .hasValueSatisfying(binding -> assertThat(binding).isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "Ed448"})
    void aSignatureWithoutASingleHashHasNoBinding(String algorithm) {
        var certificate = Chains.selfSigned("x", TestCa.keys(algorithm, 0), algorithm);
        assertThat(TlsServerEndPoint.of(certificate)).isEmpty();
    }
}
