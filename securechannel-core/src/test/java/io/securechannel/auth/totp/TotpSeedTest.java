package io.securechannel.auth.totp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeds as text, and as what a store may hold. */
@Tag("verify")
class TotpSeedTest {

    /** RFC 4648, section 10. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'', ''",
        "f, MY======",
        "fo, MZXQ====",
        "foo, MZXW6===",
        "foob, MZXW6YQ=",
        "fooba, MZXW6YTB",
        "foobar, MZXW6YTBOI======"
    })
    void base32(String text, String base32) {
        assertThat(Base32.encode(text.getBytes(US_ASCII))).isEqualTo(base32.replace("=", ""));
        assertThat(Base32.decode(base32))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(text.getBytes(US_ASCII)));
        assertThat(Base32.decode(base32.replace("=", "")))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(text.getBytes(US_ASCII)));
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "M",
                "MZX",
                "MZXW6Y",
                "MZ",
                "MZXR",
                "my",
                "M1",
                "M8",
                "M0",
                "M Y",
                "MY=",
                "MY=====",
                "MY=======",
                "=",
                "========",
                "M=======",
                "MY======MY======",
                "MY\n",
                "MZXW6YTB========",
                "M\u00DC"
            })
    void whatIsNoBase32IsRefused(String text) {
        assertThat(Base32.decode(text)).isEmpty();
    }

    @Test
    void aSeedIsRandomAndReadAgain() throws Exception {
        var seen = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            try (var seed = TotpSeed.random();
                    var bytes = seed.bytes();
                    var again = TotpSeed.fromBase32(seed.base32())) {
                assertThat(bytes.length()).isEqualTo(20);
                assertThat(again).isEqualTo(seed).hasSameHashCodeAs(seed);
                assertThat(seen.add(seed.base32())).isTrue();
                assertThat(seed.base32()).matches("[A-Z2-7]{32}");
                assertThat(seed).isNotEqualTo(bytes).hasToString("TotpSeed[20 bytes, redacted]");
            }
        }
    }

    @Test
    void aSeedHas16To128Bytes() throws Exception {
        for (var text :
                new String[] {"", "MZXW6YTB", "A".repeat(24), "A".repeat(208), "A".repeat(1_000_000), "gezdgnbvgy3tqojq"
                }) {
            assertThatThrownBy(() -> TotpSeed.fromBase32(text))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED))
                    .hasMessageContaining("16 to 128 bytes in Base32");
        }
        for (int length : new int[] {16, 128}) {
            try (var bytes = SecretBytes.random(length);
                    var seed = TotpSeed.of(bytes);
                    var again = TotpSeed.fromBase32(seed.base32())) {
                assertThat(again).isEqualTo(seed).hasSameHashCodeAs(bytes);
            }
        }
        for (int length : new int[] {1, 15, 129}) {
            try (var bytes = SecretBytes.random(length)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> TotpSeed.of(bytes))
                        .withMessageContaining("16 to 128 bytes (RFC 4226, section 4, R6), not " + length);
            }
        }
    }

    @Test
    void aSealedSeedOpensForItsUserAlone() throws Exception {
        try (var key = SecretBytes.random(32);
                var vault = SeedVault.of(key);
                var seed = TotpSeed.random()) {
            byte[] sealed = vault.seal("gr\u00FC\u00DFe", seed);
            assertThat(sealed).hasSize(1 + 12 + 20 + 16);
            assertThat(vault.seal("gr\u00FC\u00DFe", seed)).isNotEqualTo(sealed);
            try (var other = TotpSeed.random()) {
                assertThat(other).isNotEqualTo(seed);
            }
            try (var opened = vault.open("gr\u00FC\u00DFe", sealed)) {
                assertThat(opened).isEqualTo(seed);
            }
            refused(vault, "grusse", sealed, Reason.DAMAGED);
            refused(vault, "", sealed, Reason.DAMAGED);
            try (var other = SecretBytes.random(32);
                    var otherVault = SeedVault.of(other)) {
                refused(otherVault, "gr\u00FC\u00DFe", sealed, Reason.DAMAGED);
            }
        }
    }

    @Test
    void everyChangeOfASealedSeedIsFound() {
        try (var key = SecretBytes.random(32);
                var vault = SeedVault.of(key);
                var seed = TotpSeed.random()) {
            byte[] sealed = vault.seal("ada", seed);
            for (int i = 0; i < sealed.length; i++) {
                for (int bit = 0; bit < 8; bit++) {
                    var changed = sealed.clone();
                    changed[i] ^= (byte) (1 << bit);
                    refused(vault, "ada", changed, i == 0 ? Reason.TOO_NEW : Reason.DAMAGED);
                }
                refused(vault, "ada", Arrays.copyOf(sealed, i), i < 29 ? Reason.MALFORMED : Reason.DAMAGED);
            }
            refused(vault, "ada", Arrays.copyOf(sealed, sealed.length + 1), Reason.DAMAGED);
            refused(vault, "ada", Arrays.copyOf(sealed, 5_000), Reason.MALFORMED);
        }
    }

    @Test
    void aVaultHasItsKeyAndLosesIt() {
        try (var shorter = SecretBytes.random(31);
                var key = SecretBytes.copyOf("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
                var seed = TotpSeed.random()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SeedVault.of(shorter))
                    .withMessageContaining("32 bytes, not 31");
            var vault = SeedVault.of(key);
            assertThat(vault).hasToString("SeedVault[AES-256-GCM]");
            vault.close();
            assertThatIllegalStateException().isThrownBy(() -> vault.seal("ada", seed));
        }
    }

    private static void refused(SeedVault vault, String user, byte[] sealed, Reason reason) {
        assertThatThrownBy(() -> vault.open(user, sealed))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith("the sealed TOTP seed ");
    }
}
