package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.crypto.CrlReader;
import io.securechannel.testkit.TestCa;
import io.securechannel.testkit.fuzz.Der;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.CRLReason;

/** Revocation lists as they come, which nobody has signed, and content that the authority has signed: refused as documented, and without its signature nobody is let in. */
class CrlFuzz extends FuzzTarget {

    private static final Set<KeyMaterialException.Reason> READING = EnumSet.of(
            KeyMaterialException.Reason.MALFORMED,
            KeyMaterialException.Reason.MISSING,
            KeyMaterialException.Reason.TOO_LARGE);
    private static final Set<Reason> CHECKING = EnumSet.of(Reason.CERTIFICATE_REVOKED, Reason.REVOCATION_UNKNOWN);
    private static final TestCa ROOT = TestCa.create("Fuzz Root");
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final List<X509Certificate> PATH = List.of(BOB, ROOT.certificate());

    @Override
    protected List<byte[]> seeds() {
        var lists = Crls.of(ROOT).number(5).revokeMany(2).revoke(BOB, CRLReason.keyCompromise);
        return List.of(
                FuzzInput.of(0, lists.der()),
                FuzzInput.of(0, utf8(lists.pem())),
                FuzzInput.of(1, Der.first(Der.content(lists.der()))),
                FuzzInput.of(1, Der.first(Der.content(Crls.of(ROOT).number(6).der()))));
    }

    @Override
    protected List<String> words() {
        return List.of("-----BEGIN X509 CRL-----\n", "-----END X509 CRL-----\n");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("signed");
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        boolean signed = in.choice(2) == 1;
        var rest = in.rest();
        var bytes = signed ? Der.signed(rest, ROOT.privateKey()) : rest;
        var lists = Refusals.read(READING, () -> CrlReader.parse(bytes, "f"));
        for (var list : lists.orElse(List.of())) {
            var standing = checked(list);
            if (signed && standing.isPresent()) {
                reached("signed");
            }
            if (!signed) {
                assertThat(standing)
                        .as("a list that the authority has not signed lets nobody in")
                        .isEmpty();
            }
        }
    }

    /** {@return something if bob is let in} */
    private static Optional<X509CRL> checked(X509CRL list) throws Exception {
        var policy = Refusals.read(READING, () -> CrlRevocation.of(list));
        return policy.isEmpty()
                ? Optional.empty()
                : Refusals.read(CHECKING, () -> {
                    policy.get().check(PATH);
                    return list;
                });
    }
}
