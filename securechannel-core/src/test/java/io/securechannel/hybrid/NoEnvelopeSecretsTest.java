package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.ADA_PQ;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.MALLORY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.internal.envelope.ContentKey;
import io.securechannel.internal.envelope.Head;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.SigningKeyPair;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No error and no text of the package holds bytes of a private key, of a content key, of a plaintext or of a context. */
@Tag("verify")
@Timeout(30)
class NoEnvelopeSecretsTest {

    private static final byte[] PLAINTEXT = "attack-at-dawn-attack-at-dawn".getBytes(US_ASCII);
    private static final byte[] CONTEXT = "our-conversation-about-dawn".getBytes(US_ASCII);

    private final byte[] signed =
            HybridCipher.to(BOB.publicKey(), FRANK.publicKey()).signedBy(ADA).seal(PLAINTEXT, CONTEXT);
    private final byte[] unsigned = HybridCipher.to(BOB.publicKey()).unsigned().seal(PLAINTEXT, CONTEXT);
    private final Insider insider = new Insider(signed, BOB);
    private final List<String> texts = new ArrayList<>();

    @Test
    void errors() {
        var frank = HybridCipher.opener(FRANK).from(ADA.publicKey());
        thrown(() -> frank.open(signed, PLAINTEXT));
        thrown(() -> frank.open(unsigned, CONTEXT));
        thrown(() -> HybridCipher.opener(FRANK).unsigned().open(signed, CONTEXT));
        thrown(() -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(unsigned, CONTEXT));
        thrown(() -> HybridCipher.opener(BOB).from(ADA_PQ.publicKey()).open(signed, CONTEXT));
        thrown(() -> HybridCipher.opener(FRANK).requirePostQuantum().unsigned().open(signed, CONTEXT));
        thrown(() -> HybridCipher.opener(BOB).unsigned().open(PLAINTEXT, CONTEXT));
        thrown(() -> EnvelopeInfo.of(PLAINTEXT));
        thrown(() -> HybridCipher.rewrapper(FRANK)
                .remove(BOB.publicKey(), FRANK.publicKey())
                .rewrap(signed));
        var guarded = frank.replayGuard(ReplayGuard.inMemory(Duration.ofHours(1)));
        assertThat(catchThrowable(() -> guarded.open(signed, CONTEXT))).isNull();
        thrown(() -> guarded.open(signed, CONTEXT));
        var forged = insider.inner();
        forged.signatures = insider.signatures(forged, MALLORY);
        byte[] badSignature = insider.forged(forged);
        thrown(() -> frank.open(badSignature, CONTEXT));
        // What a parser meets where it expects numbers is the plaintext itself.
        byte[] noHeader = insider.forged(EnvelopeSpec.join(new byte[] {1}, PLAINTEXT));
        thrown(() -> frank.open(noHeader, CONTEXT));
        byte[] noKind = insider.forged(PLAINTEXT);
        thrown(() -> frank.open(noKind, CONTEXT));
        assertSilent();
    }

    @Test
    void texts() throws Exception {
        var signer = HybridCipher.to(BOB.publicKey(), FRANK.publicKey()).signedBy(ADA);
        var opener = HybridCipher.opener(FRANK).from(ADA.publicKey());
        var opened = opener.read(signed, CONTEXT);
        assertThat(opened).asString().contains("29 bytes").contains(opened.id().toString());
        var head = Head.read(new ByteArrayInputStream(signed));
        try (var unlocked = EnvelopeKeys.of(List.of(BOB)).unlock(head).key()) {
            assertThat(unlocked).hasToString("ContentKey[redacted]");
        }
        for (Object each : List.of(
                HybridCipher.to(BOB.publicKey()),
                HybridCipher.to(BOB.publicKey()).unsigned(),
                signer,
                signer.sender(),
                HybridCipher.opener(FRANK),
                HybridCipher.opener(FRANK).unsigned(),
                opener,
                opened,
                HybridCipher.rewrapper(BOB).add(FRANK.publicKey()),
                EnvelopeInfo.of(signed),
                EnvelopeKeys.of(List.of(BOB)),
                EnvelopeKeys.of(List.of(BOB)).unlock(head),
                Signers.of(ADA),
                BOB,
                ADA,
                ContentKey.random(),
                head,
                head.slots(),
                head.preheader(),
                head.slots().list(),
                ReplayGuard.inMemory(Duration.ofHours(1)))) {
            texts.add(each.toString());
        }
        assertSilent();
    }

    /** That the search would find something. */
    @Test
    void formsAreFound() {
        assertThat(Base64.getEncoder().encodeToString(PLAINTEXT)).containsAnyOf(forms(PLAINTEXT));
        assertThat(new String(PLAINTEXT, US_ASCII)).containsAnyOf(forms(PLAINTEXT));
        assertThat(Arrays.toString(PLAINTEXT)).containsAnyOf(forms(PLAINTEXT));
    }

    private void thrown(ThrowingCallable call) {
        var error = catchThrowable(call);
        assertThat(error).isInstanceOf(java.security.GeneralSecurityException.class);
        var all = new StringWriter();
        error.printStackTrace(new PrintWriter(all));
        texts.add(all.toString());
    }

    private void assertSilent() {
        var secrets = new ArrayList<>(List.of(PLAINTEXT, CONTEXT, insider.cek));
        for (EnvelopeKeyPair each : List.of(BOB, FRANK)) {
            secrets.add(last32(each.pkcs8().copy()));
        }
        for (SigningKeyPair each : List.of(ADA, MALLORY)) {
            secrets.add(last32(each.pkcs8().copy()));
        }
        for (var text : texts) {
            secrets.forEach(secret -> assertThat(text).doesNotContain(forms(secret)));
        }
    }

    /** The private key itself is the end of the PKCS#8 of X25519 and Ed25519 (RFC 8410, section 7). */
    private static byte[] last32(byte[] pkcs8) {
        return Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length);
    }

    /** A piece from the middle, as text, in hexadecimal, as numbers and as Base64 at each of its three offsets. */
    private static String[] forms(byte[] secret) {
        byte[] piece = Arrays.copyOfRange(secret, 2, 14);
        var hex = HexFormat.of().formatHex(piece);
        return new String[] {
            new String(piece, ISO_8859_1),
            hex,
            hex.toUpperCase(Locale.ROOT),
            HexFormat.ofDelimiter(":").formatHex(piece),
            Arrays.toString(piece).replaceAll("[\\[\\]]", ""),
            Base64.getEncoder().encodeToString(Arrays.copyOf(piece, 9)),
            Base64.getEncoder().encodeToString(Arrays.copyOfRange(secret, 3, 12)),
            Base64.getEncoder().encodeToString(Arrays.copyOfRange(secret, 4, 13))
        };
    }
}
