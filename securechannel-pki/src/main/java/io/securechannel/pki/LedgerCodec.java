package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * A ledger as bytes, in DER (ITU-T X.690).
 *
 * <pre>
 * Ledger ::= SEQUENCE {
 *     version    INTEGER (1),
 *     authority  OCTET STRING (SIZE (32)),     -- SHA-256 of its SubjectPublicKeyInfo
 *     crlNumber  INTEGER (0..2^63-1),          -- of the latest list; 0 before the first
 *     entries    SEQUENCE OF Entry }
 * Entry ::= SEQUENCE {
 *     serial     INTEGER (1..2^160-1),
 *     profile    UTF8String,
 *     subject    UTF8String,
 *     names      SEQUENCE OF UTF8String,
 *     notBefore  GeneralizedTime,              -- all times: YYYYMMDDHHMMSSZ
 *     notAfter   GeneralizedTime,
 *     issued     GeneralizedTime,
 *     sha256     OCTET STRING (SIZE (32)),
 *     revoked    SEQUENCE {
 *         time     GeneralizedTime,
 *         reason   ENUMERATED,                 -- CRLReason of RFC 5280, section 5.3.1
 *         listed   BOOLEAN } OPTIONAL }        -- on a revocation list after it had expired
 * </pre>
 */
final class LedgerCodec {

    /** What is read at most: room for some 20,000 certificates. */
    static final int LARGEST = 8 << 20;

    /** What an entry grows by when it is revoked, with the octets by which lengths above it may grow. */
    private static final long REVOCATION = 32;

    private static final int VERSION = 1;
    private static final int HASH_LENGTH = 32;
    private static final int LONGEST_SERIAL = 160;
    private static final int LONGEST_TEXT = 4096;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private LedgerCodec() {}

    /**
     * Writes a ledger.
     *
     * @throws KeyMaterialException with {@link Reason#TOO_LARGE} for what could not be read any more
     */
    static byte[] encode(Ledger ledger) throws KeyMaterialException {
        var entries = new ASN1EncodableVector();
        ledger.entries().forEach(entry -> entries.add(encode(entry)));
        var all = sequence(
                new ASN1Integer(VERSION),
                new DEROctetString(HexFormat.of().parseHex(ledger.authority())),
                new ASN1Integer(ledger.crlNumber()),
                new DERSequence(entries));
        byte[] encoded;
        try {
            encoded = all.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a ledger in memory always has an encoding", e);
        }
        requireSize(encoded.length);
        return encoded;
    }

    /**
     * Reads what {@link #encode} wrote, and nothing else.
     *
     * @throws KeyMaterialException with {@link Reason#TOO_LARGE}, {@link Reason#TOO_NEW} or {@link Reason#DAMAGED}
     */
    static Ledger decode(byte[] encoded) throws KeyMaterialException {
        requireSize(encoded.length);
        Ledger ledger;
        try {
            ledger = ledger(ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(encoded)));
        } catch (IOException | RuntimeException e) {
            throw damaged();
        }
        // One ledger has one encoding: whatever the parser let pass is found here.
        if (!Arrays.equals(encode(ledger), encoded)) {
            throw damaged();
        }
        return ledger;
    }

    /**
     * Refuses another certificate where not all that are in the ledger could be revoked any more.
     *
     * @param length of the encoded ledger
     * @throws KeyMaterialException with {@link Reason#TOO_LARGE}
     */
    static void requireRoomToRevoke(Ledger ledger, int length) throws KeyMaterialException {
        long revoked = ledger.issued().stream()
                .filter(each -> each.revocation().isPresent())
                .count();
        requireSize(length + REVOCATION * (ledger.entries().size() - revoked));
    }

    private static void requireSize(long length) throws KeyMaterialException {
        if (length > LARGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    "the ledger of the authority has " + length + " octets with what revocations need, and " + LARGEST
                            + " are the most: forget what has expired by pruneLedger");
        }
    }

    private static Ledger ledger(ASN1Sequence all) throws KeyMaterialException {
        var version = ASN1Integer.getInstance(all.getObjectAt(0)).getPositiveValue();
        if (version.compareTo(BigInteger.valueOf(VERSION)) > 0) {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    "the ledger of the authority has version " + Text.quote(version.toString())
                            + ", and this library reads " + VERSION
                            + ": open it with the version of the library that wrote it");
        }
        require(version.intValueExact() == VERSION && all.size() == 4);
        var number = ASN1Integer.getInstance(all.getObjectAt(2)).longValueExact();
        require(number >= 0);
        var entries = new ArrayList<Ledger.Entry>();
        for (var each : ASN1Sequence.getInstance(all.getObjectAt(3))) {
            entries.add(entry(ASN1Sequence.getInstance(each)));
        }
        require(entries.stream()
                        .map(entry -> entry.certificate().serial())
                        .distinct()
                        .count()
                == entries.size());
        return new Ledger(hash(all.getObjectAt(1)), number, entries);
    }

    private static ASN1Sequence encode(Ledger.Entry entry) {
        var certificate = entry.certificate();
        var all = new ASN1EncodableVector();
        all.add(new ASN1Integer(certificate.serial()));
        all.add(new DERUTF8String(certificate.profile()));
        all.add(new DERUTF8String(certificate.subject()));
        all.add(sequence(certificate.names().stream().map(DERUTF8String::new).toArray(ASN1Encodable[]::new)));
        all.add(time(certificate.notBefore()));
        all.add(time(certificate.notAfter()));
        all.add(time(certificate.issued()));
        all.add(new DEROctetString(HexFormat.of().parseHex(certificate.sha256())));
        certificate
                .revocation()
                .ifPresent(revocation -> all.add(sequence(
                        time(revocation.time()),
                        new ASN1Enumerated(revocation.reason().code()),
                        ASN1Boolean.getInstance(entry.listedAfterExpiry()))));
        return new DERSequence(all);
    }

    private static Ledger.Entry entry(ASN1Sequence all) {
        require(all.size() == 8 || all.size() == 9);
        var serial = ASN1Integer.getInstance(all.getObjectAt(0)).getValue();
        require(serial.signum() > 0 && serial.bitLength() <= LONGEST_SERIAL);
        var names = new ArrayList<String>();
        for (var each : ASN1Sequence.getInstance(all.getObjectAt(3))) {
            names.add(text(each));
        }
        var revoked = all.size() == 9
                ? Optional.of(ASN1Sequence.getInstance(all.getObjectAt(8)))
                : Optional.<ASN1Sequence>empty();
        var certificate = new IssuedCertificate(
                serial,
                text(all.getObjectAt(2)),
                names,
                text(all.getObjectAt(1)),
                time(all.getObjectAt(4)),
                time(all.getObjectAt(5)),
                hash(all.getObjectAt(7)),
                time(all.getObjectAt(6)),
                revoked.map(LedgerCodec::revocation));
        var listed =
                revoked.map(each -> ASN1Boolean.getInstance(each.getObjectAt(2)).isTrue());
        return new Ledger.Entry(certificate, listed.orElse(false));
    }

    private static Revocation revocation(ASN1Sequence all) {
        require(all.size() == 3);
        var code = ASN1Enumerated.getInstance(all.getObjectAt(1)).intValueExact();
        return new Revocation(
                time(all.getObjectAt(0)), RevocationReason.ofCode(code).orElseThrow());
    }

    private static DERGeneralizedTime time(Instant time) {
        return new DERGeneralizedTime(TIME.format(time.atOffset(ZoneOffset.UTC)));
    }

    private static Instant time(ASN1Encodable time) {
        var text = ASN1GeneralizedTime.getInstance(time).getTimeString();
        return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
    }

    private static String hash(ASN1Encodable octets) {
        var hash = ASN1OctetString.getInstance(octets).getOctets();
        require(hash.length == HASH_LENGTH);
        return HexFormat.of().formatHex(hash);
    }

    private static String text(ASN1Encodable text) {
        var value = ASN1UTF8String.getInstance(text).getString();
        require(value.length() <= LONGEST_TEXT);
        return value;
    }

    private static DERSequence sequence(ASN1Encodable... elements) {
        return new DERSequence(elements);
    }

    private static void require(boolean sound) {
        if (!sound) {
            throw new IllegalArgumentException("not what a ledger holds");
        }
    }

    /** Without a cause: a parser's message may quote what it stumbled over. */
    private static KeyMaterialException damaged() {
        return new KeyMaterialException(
                Reason.DAMAGED,
                "the ledger of the authority is damaged, so it is not known what was issued and revoked: put back a backup of"
                        + " the key store");
    }
}
