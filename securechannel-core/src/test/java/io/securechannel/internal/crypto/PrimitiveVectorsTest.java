package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The primitives behind the seam give what their specifications say. */
@Tag("verify")
class PrimitiveVectorsTest {

    /** From the reference implementation of Argon2, src/test.c (CC0): version 0x13, password, salt and 32 bytes of tag. */
    @ParameterizedTest(name = "{0} passes, {1} KiB, {2} lanes")
    @CsvSource({
        "2, 65536, 1, password, somesalt, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
        "2, 256, 1, password, somesalt, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
        "2, 256, 2, password, somesalt, 6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
        "1, 65536, 1, password, somesalt, f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98",
        "4, 65536, 1, password, somesalt, 9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c",
        "2, 65536, 1, differentpassword, somesalt, 0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde",
        "2, 65536, 1, password, diffsalt, bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c"
    })
    void argon2id(int passes, int memory, int lanes, String password, String salt, String tag) throws Exception {
        try (var bytes = SecretBytes.copyOf(password.getBytes(UTF_8))) {
            var cost = new Argon2Cost(memory, passes, lanes).checked("the vector");
            assertThat(Argon2id.derive(bytes, salt.getBytes(UTF_8), cost).copy())
                    .asHexString()
                    .isEqualToIgnoringCase(tag);
        }
    }

    /** RFC 7748, section 5.2 (X25519 of 9 and 9, the base point), and RFC 8032, section 7.1, test 1. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "X25519, 0900000000000000000000000000000000000000000000000000000000000000,"
                + " 422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
        "ED25519, 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + " d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    })
    void curveKeysComeFromTheirSeeds(KeyAlgorithm algorithm, String seed, String publicKey) throws Exception {
        assertSeed(algorithm, seed, publicKey);
    }

    @ParameterizedTest(name = "{0} KiB, {1} passes, {2} lanes")
    @CsvSource({
        "262145, 1, 1, TOO_LARGE",
        "4294967295, 1, 1, TOO_LARGE",
        "4294967295, 4294967295, 4294967295, MALFORMED",
        "4294967295, 4294967295, 1, TOO_LARGE",
        "262144, 17, 1, TOO_LARGE",
        "64, 1025, 1, TOO_LARGE",
        "1024, 1, 65, TOO_LARGE",
        "7, 1, 1, MALFORMED",
        "15, 1, 2, MALFORMED",
        "0, 0, 0, MALFORMED",
        "64, 0, 1, MALFORMED",
        "64, 1, 0, MALFORMED"
    })
    void costsOutOfBoundsAreRefused(long memory, long passes, long lanes, KeyMaterialException.Reason reason) {
        assertThatThrownBy(() -> new Argon2Cost(memory, passes, lanes).checked("a file"))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        error -> assertThat(error.reason()).isEqualTo(reason));
    }

    private static void assertSeed(KeyAlgorithm algorithm, String seed, String publicKey) throws IOException {
        var encoded = RolePublicKeys.ofSeed(algorithm, HexFormat.of().parseHex(seed));
        assertThat(RolePublicKeys.raw(encoded)).asHexString().isEqualToIgnoringCase(publicKey);
    }
}
