package io.securechannel.examples.messenger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SafetyNumberTest {

    /**
     * The vector of libsignal: {@code rust/protocol/src/fingerprint.rs}, module test, and before that {@code
     * NumericFingerprintGeneratorTest.testVectorsVersion1} of libsignal-protocol-java: two identity keys, two telephone numbers, 5,200
     * iterations.
     */
    @Test
    void isSignals() {
        var alice = key("0506863bc66d02b40d27b8d49ca7c09e9239236f9d7d25d6fcca5ce13c7064d868");
        var bob = key("05f781b6fb32fed9ba1cf2de978d4d5da28dc34046ae814402b5c0dbd96fda907b");
        assertThat(SafetyNumber.half(alice, "+14152222222")).isEqualTo("300354477692869396892869876765");
        assertThat(SafetyNumber.half(bob, "+14153333333")).isEqualTo("458257569162576843440918079131");
    }

    private static Octets key(String hex) {
        return Octets.of(HexFormat.of().parseHex(hex));
    }

    @Test
    void isTheSameAtBothEndsAndAnotherForOtherKeysOrNames() {
        var ada = SigningKeyPair.generate(SigningKeyType.ED25519).publicKey();
        var bob = SigningKeyPair.generate(SigningKeyType.ED25519).publicKey();
        var eve = SigningKeyPair.generate(SigningKeyType.ED25519).publicKey();
        var number = SafetyNumber.of("ada", ada, "bob", bob);
        assertThat(SafetyNumber.of("bob", bob, "ada", ada)).isEqualTo(number);
        assertThat(SafetyNumber.of("ada", ada, "bob", eve)).isNotEqualTo(number);
        assertThat(SafetyNumber.of("ada", ada, "carol", bob)).isNotEqualTo(number);
        assertThat(number.digits()).matches("[0-9]{60}");
        assertThat(number.toString()).matches("([0-9]{5} ){11}[0-9]{5}");
        assertThat(number.grouped().replace(" ", "")).isEqualTo(number.digits());
    }
}
