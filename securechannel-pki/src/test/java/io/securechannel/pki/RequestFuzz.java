package io.securechannel.pki;

import static io.securechannel.pki.HostileRequests.ADA;
import static io.securechannel.pki.HostileRequests.KEYS;
import static io.securechannel.pki.HostileRequests.dns;
import static io.securechannel.pki.HostileRequests.names;
import static io.securechannel.pki.HostileRequests.request;
import static io.securechannel.pki.HostileRequests.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.PemWriter;
import io.securechannel.testkit.fuzz.Der;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Requests for certificates as they come, and with content that is signed by the key that it names or by a key of ours: refused as documented, or
 * names in canonical form without anything that could forge a line; and what an authority issues for them has those names alone.
 */
class RequestFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.MALFORMED,
            Reason.TOO_LARGE,
            Reason.MISSING,
            Reason.UNSUPPORTED,
            Reason.TOO_WEAK,
            Reason.BAD_SIGNATURE,
            Reason.WRONG_KIND);
    private static final Set<Reason> ISSUING =
            EnumSet.of(Reason.NOT_GRANTED, Reason.MALFORMED, Reason.UNSUPPORTED, Reason.MISSING);
    private static final CertificateAuthority ROOT = CertificateAuthority.create("Fuzz Root");

    @Override
    protected List<byte[]> seeds() throws Exception {
        var mail = new GeneralName(GeneralName.rfc822Name, "ada@chat.example");
        var sound = request(ADA, names(dns("chat.example"), dns("*.chat.example"), mail, uri("https://a.example/x")));
        return List.of(
                FuzzInput.of(0, sound),
                FuzzInput.of(1, sound),
                FuzzInput.of(2, Der.first(Der.content(sound))),
                FuzzInput.of(0, PemWriter.block("CERTIFICATE REQUEST", sound)));
    }

    @Override
    protected List<String> words() {
        return List.of("-----BEGIN CERTIFICATE REQUEST-----\n", "xn--", "*.", ".example", "@", "https://", "\u0000");
    }

    @Override
    protected List<String> followed() {
        return List.of("org.bouncycastle.asn1", "org.bouncycastle.pkcs");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("as it is", "as PEM", "signed");
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int form = in.choice(3);
        var rest = in.rest();
        var encoded = switch (form) {
            case 0 -> rest;
            case 1 -> PemWriter.block("CERTIFICATE REQUEST", rest);
            default -> Der.signed(rest, KEYS.getPrivate());
        };
        var read = Refusals.read(REFUSALS, () -> CertificateRequest.parse(encoded));
        if (read.isEmpty()) {
            return;
        }
        var request = read.get();
        assertThat(request.toString().codePoints().noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(request.names()).allMatch(name -> name.text().codePoints().noneMatch(Character::isISOControl));
        var issued = Refusals.read(
                ISSUING, () -> ROOT.sign(request, CertificateProfile.tlsServer(), NamePolicy.insecureGrantAll()));
        if (issued.isPresent()) {
            var leaf = issued.get().get(0);
            assertThat(leaf.getPublicKey().getEncoded())
                    .isEqualTo(request.publicKey().getEncoded());
            assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
            leaf.verify(ROOT.certificate().getPublicKey());
            reached(form == 0 ? "as it is" : form == 1 ? "as PEM" : "signed");
        }
    }
}
