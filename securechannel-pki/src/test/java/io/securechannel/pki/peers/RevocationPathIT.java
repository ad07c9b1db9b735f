package io.securechannel.pki.peers;

import static io.securechannel.pki.peers.PathCase.ACCEPTED;

import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.RevocationReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code openssl verify -crl_check_all} and {@code certtool --verify --load-crl} make of our revocation lists. OpenSSL
 * refuses a certificate that no list speaks of; certtool looks a certificate up in
 * what lists it is given, and minds neither one that is missing nor one that has ended.
 */
@Tag("it")
@Timeout(60)
class RevocationPathIT {

    private static final CertificateProfile SERVER = CertificateProfile.tlsServer("chat.example");
    private static final CertificateProfile ISSUING = CertificateProfile.intermediate("Issuing CA");
    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void says(String program, PathCase each) throws Exception {
        each.ask(program, directory);
    }

    static Stream<Arguments> cases() throws Exception {
        return PathCase.forEachProgram(
                Stream.of(eachKeyType(), belowAnIntermediate(), badLists()).flatMap(each -> each));
    }

    private static Stream<PathCase> eachKeyType() throws Exception {
        var cases = Stream.<PathCase>builder();
        for (var keyType : EnumSet.complementOf(EnumSet.of(KeyType.ML_DSA_65))) { // which these programs do not know
            var root = CertificateAuthority.builder("Example Root CA")
                    .keyType(keyType)
                    .build();
            var good = root.issue(SERVER);
            var bad = root.issue(SERVER);
            revoke(root, bad, RevocationReason.KEY_COMPROMISE);
            var list = root.crl();
            cases.add(
                    new PathCase("not on a list of " + keyType, ask(root, good).with(list)));
            cases.add(revoked("on a list of " + keyType, ask(root, bad).with(list)));
        }
        return cases.build();
    }

    private static Stream<PathCase> belowAnIntermediate() throws Exception {
        var now = new AtomicReference<>(NOW.minus(Duration.ofDays(2)));
        var root = CertificateAuthority.builder("Example Root CA")
                .pathLength(1)
                .clock(now::get)
                .build();
        var issuing = root.intermediate(ISSUING);
        var withdrawn = root.intermediate(ISSUING);
        revoke(root, withdrawn.identity(), RevocationReason.CESSATION_OF_OPERATION);
        var good = issuing.issue(SERVER);
        var bad = issuing.issue(SERVER);
        var held = issuing.issue(SERVER);
        var released = issuing.issue(SERVER);
        var before = issuing.crl();
        now.set(NOW); // OpenSSL tells the newer of two lists by thisUpdate, and not by its number.
        revoke(issuing, bad, RevocationReason.SUPERSEDED);
        revoke(issuing, held, RevocationReason.CERTIFICATE_HOLD);
        revoke(issuing, released, RevocationReason.CERTIFICATE_HOLD);
        issuing.release(released.certificate().getSerialNumber());
        var ofRoot = root.crl();
        var ofIssuing = issuing.crl();
        var below = withdrawn.issue(SERVER);
        return Stream.of(
                new PathCase("two lists", ask(root, good).with(ofRoot, ofIssuing)),
                new PathCase("before it was revoked", ask(root, bad).with(ofRoot, before)),
                revoked("revoked", ask(root, bad).with(ofRoot, ofIssuing)),
                revoked("the newer list counts", ask(root, bad).with(ofRoot, before, ofIssuing)),
                revoked("on hold", ask(root, held).with(ofRoot, ofIssuing)),
                new PathCase("released", ask(root, released).with(ofRoot, ofIssuing)),
                revoked("a revoked intermediate", ask(root, below).with(ofRoot, withdrawn.crl())),
                new PathCase(
                        "no list of the intermediate",
                        ask(root, good).with(ofRoot),
                        "unable to get certificate CRL",
                        ACCEPTED),
                new PathCase(
                        "no list of the root",
                        ask(root, good).with(ofIssuing),
                        "unable to get certificate CRL",
                        ACCEPTED));
    }

    private static Stream<PathCase> badLists() throws Exception {
        var now = new AtomicReference<>(NOW.minus(Duration.ofDays(30)));
        var root =
                CertificateAuthority.builder("Example Root CA").clock(now::get).build();
        var ended = root.crl(Duration.ofDays(7));
        now.set(NOW);
        var good = root.issue(SERVER);
        now.set(NOW.plus(Duration.ofDays(30)));
        var ahead = root.crl();
        var stranger = CertificateAuthority.create("Example Root CA");
        return Stream.of(
                new PathCase("a list that has ended", ask(root, good).with(ended), "CRL has expired", ACCEPTED),
                new PathCase("a list of the future", ask(root, good).with(ahead), "CRL is not yet valid", ACCEPTED),
                new PathCase(
                        "a list of another authority of that name",
                        ask(root, good).with(stranger.crl()),
                        "unable to get certificate CRL",
                        ACCEPTED));
    }

    private static PathCase revoked(String what, Question question) {
        return new PathCase(what, question, "certificate revoked", "The certificate chain is revoked");
    }

    private static Question ask(CertificateAuthority root, Identity shown) {
        return Question.server(root.certificate(), shown, "chat.example");
    }

    private static void revoke(CertificateAuthority issuer, Identity identity, RevocationReason reason)
            throws Exception {
        issuer.revoke(identity.certificate().getSerialNumber(), reason);
    }
}
