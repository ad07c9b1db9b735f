package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.EnvelopeInfo;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.internal.envelope.ForeignSlots;
import io.securechannel.internal.envelope.SlotType;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.security.SecureRandom;
import java.security.Security;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tink's HPKE, and Bouncy Castle's called directly, open our slots, and we open theirs. */
@Tag("it")
class EnvelopeHpkeIT {

    private static final byte[] TEXT = "meet me at noon".getBytes(UTF_8);
    private static final byte[] CONTEXT = "conversation 7".getBytes(UTF_8);
    private static final String PROVIDER = "Conscrypt";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Tink's X-Wing is that of Conscrypt, if it is installed: last, and for these tests alone. */
    @BeforeAll
    static void installConscrypt() {
        if (Conscrypt.isAvailable()) {
            Security.addProvider(
                    Conscrypt.newProviderBuilder().setName(PROVIDER).build());
        }
    }

    @AfterAll
    static void removeConscrypt() {
        Security.removeProvider(PROVIDER);
    }

    @ParameterizedTest
    @CsvSource({
        "TINK, X25519, X25519",
        "TINK, P256, P256",
        "TINK, X_WING, X_WING",
        "BOUNCY_CASTLE, X25519, X25519",
        "BOUNCY_CASTLE, P256, P256",
        "BOUNCY_CASTLE, X_WING, X_WING"
    })
    void slotsCross(HpkePeer peer, EnvelopeKeyType type, SlotType slotType) throws Exception {
        require(peer, type);
        try (var keys = EnvelopeKeyPair.generate(type)) {
            byte[] spki = keys.publicKey().subjectPublicKeyInfo();
            byte[] ours = HybridCipher.to(keys.publicKey()).unsigned().seal(TEXT, CONTEXT);
            var slot = ForeignSlots.only(ours);
            assertThat(slot.type()).isEqualTo(slotType);
            var outside =
                    new ForeignSlots(slotType, spki, EnvelopeInfo.of(ours).id().bytes());
            byte[] found = peer.open(keys, outside.info(), slot.body());
            assertThat(ForeignSlots.open(ours, found)).isEqualTo(TEXT);

            byte[] cek = random(32);
            var slots = new ForeignSlots(slotType, spki, random(16));
            byte[] theirs = slots.envelope(cek, peer.seal(keys.publicKey(), slots.info(), cek), CONTEXT, TEXT);
            var opener = HybridCipher.opener(keys).unsigned();
            assertThat(opener.open(theirs, CONTEXT)).isEqualTo(TEXT);

            byte[] elsewhere = peer.seal(keys.publicKey(), outside.info(), cek);
            byte[] transplanted = slots.envelope(cek, elsewhere, CONTEXT, TEXT);
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> opener.open(transplanted, CONTEXT))
                    .returns(Reason.NOT_OPENED, KeyMaterialException::reason);
        }
    }

    private static void require(HpkePeer peer, EnvelopeKeyType type) {
        boolean there = peer != HpkePeer.TINK || type != EnvelopeKeyType.X_WING || Conscrypt.isAvailable();
        if (!there) {
            System.out.println("SKIPPED: there is no Conscrypt for this machine, and so no X-Wing of Tink");
        }
        assumeTrue(there, "there is no Conscrypt for this machine: the checks against Tink's X-Wing are skipped");
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
