package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lists of a {@link CertificateAuthority}, as {@link CrlRevocation} takes them. */
@Tag("verify")
@Timeout(20)
class AuthorityRevocationTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
    void whoIsRevokedIsOnTheNextList(KeyType keyType) throws Exception {
        var root = CertificateAuthority.builder("Root")
                .keyType(keyType)
                .pathLength(1)
                .build();
        var middle = root.intermediate(CertificateProfile.intermediate("Middle").withKeyType(keyType));
        var ada = middle.issue(CertificateProfile.tlsClient("ada"));
        var bob = middle.issue(CertificateProfile.tlsClient("bob"));
        var rootList = directory.resolve("root.crl");
        var middleList = directory.resolve("middle.crl");
        Pem.writeCrl(root.crl(), rootList);
        Pem.writeCrl(middle.crl(), middleList);
        var policy = CrlRevocation.builder()
                .file(rootList)
                .file(middleList)
                .reloadInterval(Duration.ZERO)
                .listener(event -> {})
                .build();
        assertThat(refusal(policy, ada, root)).isNull();

        middle.revoke(ada.certificate().getSerialNumber(), RevocationReason.CERTIFICATE_HOLD);
        Pem.writeCrl(middle.crl(), middleList);
        assertThat(refusal(policy, ada, root))
                .hasMessageContaining("[CN=ada]")
                .hasMessageContaining("certificateHold")
                .hasMessageContaining("list number 2 of [CN=Middle]");
        assertThat(refusal(policy, bob, root)).isNull();

        middle.release(ada.certificate().getSerialNumber());
        Pem.writeCrl(middle.crl(), middleList);
        assertThat(refusal(policy, ada, root)).isNull();

        root.revoke(middle.certificate().getSerialNumber(), RevocationReason.CA_COMPROMISE);
        Pem.writeCrl(root.crl(), rootList);
        assertThat(refusal(policy, bob, root))
                .hasMessageContaining("the certificate of [CN=Middle]")
                .extracting(SecureChannelException::reason)
                .isEqualTo(Reason.CERTIFICATE_REVOKED);
    }

    @Test
    void aListEndsWhenTheNextIsDue() throws Exception {
        var root = CertificateAuthority.create("Root");
        var ada = root.issue(CertificateProfile.tlsClient("ada"));
        var late = CrlRevocation.builder()
                .list(root.crl(Duration.ofDays(1)))
                .clock(InstantSource.fixed(Instant.now().plus(Duration.ofDays(2))))
                .build();
        assertThat(refusal(late, ada, root))
                .hasMessageContaining("is stale")
                .extracting(SecureChannelException::reason)
                .isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    private static SecureChannelException refusal(CrlRevocation policy, Identity shown, CertificateAuthority root) {
        var path = new ArrayList<X509Certificate>(shown.certificateChain());
        path.add(root.certificate());
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(List.copyOf(path)));
    }
}
