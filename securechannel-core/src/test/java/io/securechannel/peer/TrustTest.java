package io.securechannel.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
@Timeout(20)
class TrustTest {

    private static final X509Certificate ONE = TestCa.create("One").certificate();
    private static final X509Certificate TWO = TestCa.create("Two").certificate();

    @TempDir
    Path directory;

    @Test
    void aTrustSaysInWordsWhomItBelieves() {
        var pin = Trust.pinOf(ONE);
        assertThat(Trust.only(ONE)).hasToString("only [CN=One]");
        assertThat(Trust.only(ONE, TWO)).hasToString("only [CN=One; CN=Two]");
        assertThat(Trust.system()).hasToString("the public authorities of the JDK");
        assertThat(Trust.systemAnd(ONE)).hasToString("the public authorities of the JDK and [CN=One]");
        assertThat(Trust.pinned(pin)).hasToString("only the pinned keys " + pin);
        assertThat(Trust.system().andPinned(pin))
                .hasToString("the public authorities of the JDK, narrowed to the pinned keys " + pin);
    }

    @Test
    void aTrustTellsItsParts() {
        var pin = Trust.pinOf(ONE);
        assertThat(Trust.only(ONE, TWO).authorities()).containsExactly(ONE, TWO);
        assertThat(Trust.only(ONE).systemAuthorities()).isFalse();
        assertThat(Trust.only(ONE).pinsAlone()).isFalse();
        assertThat(Trust.systemAnd(ONE).systemAuthorities()).isTrue();
        assertThat(Trust.system().pinsAlone()).isFalse();
        assertThat(Trust.pinned(pin, Trust.pinOf(TWO)).pins()).containsExactlyInAnyOrder(pin, Trust.pinOf(TWO));
        assertThat(Trust.pinned(pin).pinsAlone()).isTrue();
    }

    @Test
    void narrowingLeavesTheFirstTrustAsItWas() {
        var trust = Trust.only(ONE);
        assertThat(trust.andPinned(Trust.pinOf(TWO)).authorities()).containsExactly(ONE);
        assertThat(trust.pins()).isEmpty();
    }

    @Test
    void pinsAreGivenOnce() {
        var narrowed = Trust.only(ONE).andPinned(Trust.pinOf(ONE));
        assertThatThrownBy(() -> narrowed.andPinned(Trust.pinOf(TWO)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one call");
        assertThatThrownBy(() -> Trust.pinned(Trust.pinOf(ONE)).andPinned(Trust.pinOf(TWO)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPinIsTheHashOfTheKey() throws Exception {
        var hash =
                MessageDigest.getInstance("SHA-256").digest(ONE.getPublicKey().getEncoded());
        assertThat(Trust.pinOf(ONE)).isEqualTo("sha256/" + Base64.getEncoder().encodeToString(hash));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256/",
                "sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "SHA256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "sha256/AAAA",
                "sha256/not base64 at all",
                "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void whatIsNoPinIsRefusedWithItself(String pin) {
        assertThatThrownBy(() -> Trust.pinned(pin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a pin: \"" + pin + "\"")
                .hasMessageContaining("Trust.pinOf");
        assertThatThrownBy(() -> Trust.system().andPinned(Trust.pinOf(ONE), pin))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPinWithoutPaddingIsTheSamePin() {
        var pin = Trust.pinOf(ONE);
        assertThat(Trust.pinned(pin.substring(0, pin.length() - 1)).pins()).containsExactly(pin);
    }

    @Test
    void aFileMayHoldSeveralCertificatesAsPem() throws Exception {
        var file = Files.writeString(directory.resolve("ca.pem"), "# ours\n" + pem(ONE) + "\n" + pem(TWO), US_ASCII);
        assertThat(Trust.only(file).authorities()).containsExactly(ONE, TWO);
        assertThat(Trust.systemAnd(file).systemAuthorities()).isTrue();
    }

    @Test
    void aFileMayHoldCertificatesAsDer() throws Exception {
        var both = new ByteArrayOutputStream();
        both.writeBytes(ONE.getEncoded());
        assertThat(Trust.only(Files.write(directory.resolve("one.der"), both.toByteArray()))
                        .authorities())
                .containsExactly(ONE);
        both.writeBytes(TWO.getEncoded());
        assertThat(Trust.only(Files.write(directory.resolve("two.der"), both.toByteArray()))
                        .authorities())
                .containsExactly(ONE, TWO);
    }

    @Test
    void aFileThatCannotBeUsedIsNamed() throws Exception {
        refused(directory.resolve("missing.pem"), Reason.UNREADABLE);
        refused(Files.writeString(directory.resolve("empty.pem"), ""), Reason.MISSING);
        var broken = pem(ONE).replaceFirst("MII", "AAA");
        refused(Files.writeString(directory.resolve("broken.pem"), broken), Reason.MALFORMED);
        refused(Files.writeString(directory.resolve("second.pem"), pem(ONE) + broken), Reason.MALFORMED);
        var key = Files.writeString(
                directory.resolve("server.key"), "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n");
        refused(key, Reason.MISSING);
        assertThatThrownBy(() -> Trust.only(key))
                .hasMessageContaining(
                        "holds -----BEGIN PRIVATE KEY----- where -----BEGIN CERTIFICATE----- was expected")
                .hasNoCause();
        refused(Files.writeString(directory.resolve("notes.txt"), "no PEM at all"), Reason.MALFORMED);
        var large = directory.resolve("large.pem");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((4 << 20) + 1);
        }
        refused(large, Reason.TOO_LARGE);
    }

    private static void refused(Path file, Reason reason) {
        var error = catchThrowableOfType(KeyMaterialException.class, () -> Trust.only(file));
        assertThat(error).isNotNull().hasMessageContaining(file.toString());
        assertThat(error.reason()).isEqualTo(reason);
    }

    private static String pem(X509Certificate certificate) throws IOException, CertificateEncodingException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
