package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.TestCa;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.x509.CRLReason;

/** No bytes in a file of lists make another error than the declared ones, or let in whom the intact list revokes. */
@Tag("verify")
class HostileCrlPropertiesTest {

    private static final TestCa ROOT = TestCa.create("Hostile Root");
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final List<X509Certificate> PATH = List.of(BOB, ROOT.certificate());
    private static final Crls REVOKING = Crls.of(ROOT).number(5).revokeMany(3).revoke(BOB, CRLReason.keyCompromise);
    private static final byte[] DER = REVOKING.der();
    private static final byte[] PEM = REVOKING.pem().getBytes(StandardCharsets.US_ASCII);

    @Property(tries = 500)
    void nonsenseIsRefusedInOneWay(@ForAll @Size(max = 300) byte[] content, @ForAll boolean like) throws Exception {
        var bytes = content.clone();
        if (like && bytes.length > 0) {
            bytes[0] = 0x30; // so that it is taken for DER
        }
        withFile(
                bytes,
                file -> assertThat(catchThrowable(() -> CrlRevocation.of(file)))
                        .isInstanceOf(KeyMaterialException.class)
                        .hasMessageContaining(file.toString()));
    }

    @Property(tries = 1000)
    void aChangedListLetsNobodyIn(
            @ForAll boolean pem,
            @ForAll @IntRange(max = 100_000) int position,
            @ForAll @IntRange(max = 3) int kind,
            @ForAll @Size(min = 1, max = 4) byte[] other)
            throws Exception {
        var changed = change(pem ? PEM : DER, position, kind, other);
        withFile(changed, file -> {
            CrlRevocation policy;
            try {
                policy = CrlRevocation.of(file);
            } catch (KeyMaterialException e) {
                return;
            }
            assertRefused(catchThrowable(() -> policy.check(PATH)));
        });
    }

    /** Each change waits for the file to stand still. */
    @Property(tries = 20)
    void aChangeWhileItRunsUndoesNothing(
            @ForAll @IntRange(max = 100_000) int position,
            @ForAll @IntRange(max = 3) int kind,
            @ForAll @Size(min = 1, max = 4) byte[] other)
            throws Exception {
        withFile(DER, file -> {
            var policy = CrlRevocation.builder()
                    .file(file)
                    .reloadInterval(Duration.ZERO)
                    .listener(event -> {})
                    .build();
            assertRevoked(catchThrowable(() -> policy.check(PATH)));
            Files.write(file, change(DER, position, kind, other));
            assertRevoked(catchThrowable(() -> policy.check(PATH)));
        });
    }

    /** Flips, cuts off, inserts or takes out. */
    private static byte[] change(byte[] intact, int position, int kind, byte[] other) {
        int at = position % intact.length;
        var changed = new ByteArrayOutputStream();
        changed.write(intact, 0, at);
        switch (kind) {
            case 0 -> {
                changed.write(intact[at] ^ (other[0] == 0 ? 1 : other[0]));
                changed.write(intact, at + 1, intact.length - at - 1);
            }
            case 1 -> changed.writeBytes(new byte[0]);
            case 2 -> {
                changed.writeBytes(other);
                changed.write(intact, at, intact.length - at);
            }
            default -> {
                int from = Math.min(at + other.length, intact.length);
                changed.writeBytes(Arrays.copyOfRange(intact, from, intact.length));
            }
        }
        return changed.toByteArray();
    }

    private static void assertRevoked(Throwable error) {
        assertThat(error).isInstanceOf(SecureChannelException.class);
        assertThat(((SecureChannelException) error).reason()).isEqualTo(Reason.CERTIFICATE_REVOKED);
    }

    private static void assertRefused(Throwable error) {
        assertThat(error).isInstanceOf(SecureChannelException.class);
        assertThat(((SecureChannelException) error).reason())
                .isIn(Reason.REVOCATION_UNKNOWN, Reason.CERTIFICATE_REVOKED);
    }

    private interface Test {
        void with(Path file) throws Exception;
    }

    private static void withFile(byte[] content, Test test) throws Exception {
        var file = Files.createTempFile("hostile", ".crl");
        try {
            Files.write(file, content);
            test.with(file);
        } finally {
            Files.delete(file);
        }
    }
}
