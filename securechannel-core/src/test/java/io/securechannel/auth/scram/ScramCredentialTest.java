package io.securechannel.auth.scram;

import static io.securechannel.auth.scram.Scram.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramCredentialTest {

    /** What PostgreSQL keeps of the password of RFC 7677's vector; its StoredKey and ServerKey are known. */
    private static final String TEXT =
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
                    + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    private static final String KEY = "A".repeat(43) + "=";

    @Test
    void aPasswordGivesTheKeysOfTheVector() throws Exception {
        byte[] salt = HexFormat.of().parseHex("5b6d99689d12358eeca04b141236fa81");
        try (var password = Scram.password("pencil");
                var credential = ScramCredential.derive(password, salt, 4_096);
                var text = credential.text()) {
            assertThat(Scram.text(text.copy())).isEqualTo(TEXT);
            assertThat(credential.salt()).isEqualTo(salt);
            assertThat(credential.iterations()).isEqualTo(4_096);
        }
    }

    @Test
    void aCredentialIsReadAsItWasWritten() throws Exception {
        try (var read = ScramCredential.parse(secret(TEXT));
                var password = Scram.password("pencil");
                var derived = ScramCredential.derive(password, read.salt(), 4_096);
                var another = ScramCredential.derive(password, 4_096)) {
            assertThat(read).isEqualTo(derived).hasSameHashCodeAs(derived).isNotEqualTo(another);
            assertThat(another.salt()).hasSize(16).isNotEqualTo(read.salt());
            try (var third = ScramCredential.derive(password, 1)) {
                assertThat(third.salt()).isNotEqualTo(another.salt()).isNotEqualTo(new byte[16]);
            }
            assertThat(read).hasToString("ScramCredential[4096 iterations, redacted]");
        }
    }

    @Test
    void theLongestOneHasRoom() throws Exception {
        var longest =
                ScramCredential.of(new byte[64], Integer.MAX_VALUE, new SecretOf(1).secret, new SecretOf(2).secret);
        try (longest;
                var text = longest.text();
                var read = ScramCredential.parse(text)) {
            assertThat(read).isEqualTo(longest);
        }
    }

    @Test
    void whateverDiffersMakesAnother() {
        var one = new SecretOf(1).secret;
        var two = new SecretOf(2).secret;
        var credential = ScramCredential.of(new byte[8], 64, one, one);
        for (var other : new ScramCredential[] {
            ScramCredential.of(new byte[8], 64, two, one),
            ScramCredential.of(new byte[8], 64, one, two),
            ScramCredential.of(new byte[9], 64, one, one),
            ScramCredential.of(new byte[8], 65, one, one)
        }) {
            assertThat(credential).isNotEqualTo(other);
        }
        assertThat(credential)
                .hasSameHashCodeAs(ScramCredential.of(new byte[8], 64, two, one))
                .doesNotHaveSameHashCodeAs(ScramCredential.of(new byte[9], 64, one, one))
                .doesNotHaveSameHashCodeAs(ScramCredential.of(new byte[8], 65, one, one))
                .isNotEqualTo("SCRAM-SHA-256");
    }

    /** Who forgets to close it has the keys in memory for as long as the collector likes. */
    @Test
    void aClosedOneHasNoKeys() {
        var credential = ScramCredential.of(new byte[8], 1, new SecretOf(1).secret, new SecretOf(2).secret);
        credential.close();
        assertThatThrownBy(() -> credential.storedKey().copy()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> credential.serverKey().copy()).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SCRAM-SHA-256$",
                "SCRAM-SHA-1$4096:c2FsdHNhbHQ=$KEY:KEY",
                "scram-sha-256$4096:c2FsdHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$0:c2FsdHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$04096:c2FsdHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$-1:c2FsdHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$2147483648:c2FsdHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$99999999999:c2FsdHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$:c2FsdHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$4096:$KEY:KEY",
                "SCRAM-SHA-256$4096:c2FsdA==$KEY:KEY",
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ$KEY:KEY",
                "SCRAM-SHA-256$4096:c2FsdHNhbHR=$KEY:KEY",
                "SCRAM-SHA-256$4096:c2Fs dHNhbHQ=$KEY:KEY",
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$KEY",
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$KEY:",
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$KEY:AAAA",
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$AAAA:KEY",
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$KEY:KEY:KEY",
                "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$KEY:KEY\n",
                "md53175bce1d3201d16594cebf9d7eb3f9d"
            })
    void anotherFormIsRefused(String pattern) {
        var text = pattern.replace("KEY", KEY);
        assertThatThrownBy(() -> ScramCredential.parse(secret(text)))
                .asInstanceOf(type(KeyMaterialException.class))
                .returns(KeyMaterialException.Reason.MALFORMED, KeyMaterialException::reason)
                .extracting(KeyMaterialException::getMessage)
                .asString()
                .contains("SCRAM credential")
                .doesNotContain("AAAA");
    }

    @Test
    void whatIsHugeIsRefused() {
        assertThatThrownBy(() -> ScramCredential.parse(secret(TEXT + "A".repeat(1 << 20))))
                .asInstanceOf(type(KeyMaterialException.class))
                .returns(KeyMaterialException.Reason.MALFORMED, KeyMaterialException::reason);
    }

    @Test
    void aPasswordThatSaslPrepRefusesGivesNone() {
        assertThatThrownBy(() -> ScramCredential.derive(Scram.password("a\u0007"), 1))
                .asInstanceOf(type(KeyMaterialException.class))
                .returns(KeyMaterialException.Reason.MALFORMED, KeyMaterialException::reason);
    }

    @Test
    void partsOutOfRangeAreMisuse() {
        var password = Scram.password("pencil");
        assertThatThrownBy(() -> ScramCredential.derive(password, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramCredential.derive(password, new byte[7], 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramCredential.derive(password, new byte[65], 1))
                .isInstanceOf(IllegalArgumentException.class);
        // Before the password is looked at, and before anything is hashed.
        var prohibited = Scram.password("a\u0007");
        assertThatThrownBy(() -> ScramCredential.derive(prohibited, new byte[7], 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(bytes(text));
    }

    /** 32 equal bytes. */
    private record SecretOf(SecretBytes secret) {
        SecretOf(int value) {
            this(SecretBytes.copyOf(
                    HexFormat.of().parseHex(String.format("%02x", value).repeat(32))));
        }
    }
}
