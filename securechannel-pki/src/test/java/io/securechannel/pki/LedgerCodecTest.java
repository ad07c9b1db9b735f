package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bytes of a ledger, and what is not one. */
@Tag("verify")
class LedgerCodecTest {

    private static final String HASH = "0f".repeat(32);
    private static final Instant TIME = Instant.parse("2030-06-01T12:00:00Z");
    private static final IssuedCertificate ADA = new IssuedCertificate(
            BigInteger.valueOf(0x1234),
            "CN=ada",
            List.of("ada@chat.example"),
            "tlsClient",
            TIME,
            TIME.plusSeconds(60),
            HASH,
            TIME,
            Optional.of(new Revocation(TIME, RevocationReason.KEY_COMPROMISE)));
    private static final Ledger LEDGER = new Ledger(HASH, 7, List.of(new Ledger.Entry(ADA, true)));

    @Test
    void theBytesAreTheseAndStayThese() throws Exception {
        var hash = "0420" + HASH;
        var time = "180f" + hex("20300601120000Z");
        assertThat(HexFormat.of().formatHex(LedgerCodec.encode(LEDGER)))
                .isEqualTo(
                        "3081c7020101" + hash + "02010730819c308199" + "02021234" + "0c09" + hex("tlsClient") + "0c06"
                                + hex("CN=ada") + "3012" + "0c10" + hex("ada@chat.example") + time + "180f"
                                + hex("20300601120100Z") + time + hash + "3017" + time + "0a0101" + "0101ff");
        assertThat(LedgerCodec.decode(LedgerCodec.encode(LEDGER))).isEqualTo(LEDGER);
        assertThat(LedgerCodec.decode(LedgerCodec.encode(Ledger.empty(HASH)))).isEqualTo(Ledger.empty(HASH));
    }

    @Test
    void whatIsCutOrLongerIsDamaged() throws Exception {
        var sound = LedgerCodec.encode(LEDGER);
        for (int length = 0; length < sound.length; length++) {
            damaged(Arrays.copyOf(sound, length));
        }
        damaged(Arrays.copyOf(sound, sound.length + 1));
    }

    @Test
    void aFlippedOctetIsDamageOrAnotherLedgerButNeverTheSame() throws Exception {
        var sound = LedgerCodec.encode(LEDGER);
        for (int i = 0; i < sound.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                var changed = sound.clone();
                changed[i] ^= (byte) (1 << bit);
                try {
                    assertThat(LedgerCodec.encode(LedgerCodec.decode(changed))).isEqualTo(changed);
                } catch (KeyMaterialException e) {
                    assertThat(e.reason()).isIn(Reason.DAMAGED, Reason.TOO_NEW);
                }
            }
        }
    }

    @Test
    void randomOctetsAreDamaged() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = 0x30;
                bytes[1] = (byte) (bytes.length - 2);
            }
            assertThatExceptionOfType(KeyMaterialException.class)
                    .as("seed " + seed)
                    .isThrownBy(() -> LedgerCodec.decode(bytes));
        }
    }

    @Test
    void deepNestingIsDamage() {
        var deep = new byte[60_000];
        for (int i = 0; i + 4 <= deep.length; i += 4) {
            int rest = deep.length - i - 4;
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x82;
            deep[i + 2] = (byte) (rest >> 8);
            deep[i + 3] = (byte) rest;
        }
        damaged(deep);
    }

    @Test
    void aLaterVersionIsTooNew() throws Exception {
        var all = ASN1Sequence.getInstance(LedgerCodec.encode(LEDGER)).toArray();
        all[0] = new ASN1Integer(2);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> LedgerCodec.decode(der(all)))
                .withMessageContainingAll("version \"2\"", "the version of the library that wrote it")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_NEW));
        all[0] = new ASN1Integer(BigInteger.ONE.shiftLeft(100_000));
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> LedgerCodec.decode(der(all)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_NEW));
    }

    @Test
    void whatIsTooLargeIsNotParsed() {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> LedgerCodec.decode(new byte[LedgerCodec.LARGEST + 1]))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void whatIsIssuedCanBeRevoked() throws Exception {
        var time = Instant.parse("2030-06-01T12:00:00Z");
        var certificates = IntStream.rangeClosed(1, 300)
                .mapToObj(serial -> new IssuedCertificate(
                        BigInteger.valueOf(serial),
                        "CN=a",
                        List.of(),
                        "tlsServer",
                        time,
                        time,
                        "00".repeat(32),
                        time,
                        Optional.empty()))
                .map(each -> new Ledger.Entry(each, false))
                .toList();
        var ledger = new Ledger("00".repeat(32), 1, certificates);
        int free = LedgerCodec.encode(ledger).length;
        var all = ledger;
        for (int serial = 1; serial <= 300; serial++) {
            all = all.withRevoked(BigInteger.valueOf(serial), RevocationReason.KEY_COMPROMISE, time);
        }
        int grown = LedgerCodec.encode(all).length - free;
        LedgerCodec.requireRoomToRevoke(ledger, LedgerCodec.LARGEST - grown - 300 * 8);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> LedgerCodec.requireRoomToRevoke(ledger, LedgerCodec.LARGEST - grown + 1))
                .withMessageContainingAll("what revocations need", "pruneLedger")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void hostileValuesAreDamage() throws Exception {
        var all = ASN1Sequence.getInstance(LedgerCodec.encode(LEDGER)).toArray();
        var entries = all[3];
        var entry = ASN1Sequence.getInstance(ASN1Sequence.getInstance(entries).getObjectAt(0))
                .toArray();
        damaged(new BERSequence(all).getEncoded(ASN1Encoding.BER));
        damaged(der(with(all, 0, new ASN1Integer(0))));
        damaged(der(with(all, 1, new DEROctetString(new byte[31]))));
        damaged(der(with(all, 2, new ASN1Integer(-1))));
        damaged(der(with(all, 2, new ASN1Integer(BigInteger.ONE.shiftLeft(63)))));
        damaged(der(Arrays.copyOf(all, 3)));
        damaged(entry(all, entry, 0, new ASN1Integer(0)));
        damaged(entry(all, entry, 0, new ASN1Integer(-5)));
        damaged(entry(all, entry, 0, new ASN1Integer(BigInteger.ONE.shiftLeft(160))));
        damaged(entry(all, entry, 2, new DERUTF8String("x".repeat(4097))));
        damaged(entry(all, entry, 4, new DERGeneralizedTime("20300231120000Z")));
        damaged(entry(all, entry, 4, new DERGeneralizedTime("20300601120000.5Z")));
        damaged(entry(all, entry, 4, new DERGeneralizedTime("20300601120000+0100")));
        damaged(entry(all, entry, 7, new DEROctetString(new byte[33])));
        var revoked = ASN1Sequence.getInstance(entry[8]).toArray();
        damaged(entry(all, entry, 8, new DERSequence(with(revoked, 1, new ASN1Enumerated(7)))));
        damaged(entry(all, entry, 8, new DERSequence(Arrays.copyOf(revoked, 2))));
        // The same serial number twice.
        damaged(der(
                with(all, 3, new DERSequence(new ASN1Encodable[] {new DERSequence(entry), new DERSequence(entry)}))));
    }

    private static byte[] entry(ASN1Encodable[] all, ASN1Encodable[] entry, int index, ASN1Encodable value)
            throws Exception {
        return der(with(all, 3, new DERSequence(new DERSequence(with(entry, index, value)))));
    }

    private static ASN1Encodable[] with(ASN1Encodable[] all, int index, ASN1Encodable value) {
        var changed = all.clone();
        changed[index] = value;
        return changed;
    }

    private static byte[] der(ASN1Encodable[] all) throws Exception {
        return new DERSequence(all).getEncoded(ASN1Encoding.DER);
    }

    private static void damaged(byte[] bytes) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> LedgerCodec.decode(bytes))
                .withMessageContaining("put back a backup")
                .withNoCause()
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
