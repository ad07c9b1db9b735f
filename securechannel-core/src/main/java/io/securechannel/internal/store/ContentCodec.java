package io.securechannel.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * The content in clear, in DER:
 *
 * <pre>
 * Content ::= SEQUENCE { generation INTEGER, entries SEQUENCE OF Entry }
 * Entry   ::= SEQUENCE { name UTF8String, kind INTEGER, note UTF8String, versions SEQUENCE SIZE (1..MAX) OF Version }
 * Version ::= SEQUENCE { number INTEGER, created INTEGER, -- milliseconds since 1970 --  material OCTET STRING }
 * </pre>
 *
 * Names are unique; the numbers of versions fall. What is not in this form, to the byte, is refused.
 */
final class ContentCodec {

    private static final Instant LAST_CREATED = Instant.parse("9999-12-31T23:59:59.999Z");

    private ContentCodec() {}

    /**
     * @param content what is to be written
     * @param source what errors call the file
     * @return the encoding, which the caller wipes
     * @throws KeyMaterialException with {@link Reason#UNWRITABLE} if {@link #decode} would refuse it: nobody could then open
     *     the file any more
     */
    static byte[] encode(StoreContent content, String source) throws KeyMaterialException {
        for (var entry : content.entries()) {
            requireReadable(entry, source);
        }
        var entries = new ASN1EncodableVector();
        for (var entry : content.entries()) {
            var versions = new ASN1EncodableVector();
            for (var version : entry.versions()) {
                versions.add(sequence(
                        new ASN1Integer(version.number()),
                        new ASN1Integer(version.created().toEpochMilli()),
                        version.material().use(bytes -> new DEROctetString(bytes.clone()))));
            }
            entries.add(sequence(
                    new DERUTF8String(entry.name()),
                    new ASN1Integer(entry.kind()),
                    new DERUTF8String(entry.note()),
                    new DERSequence(versions)));
        }
        return der(sequence(new ASN1Integer(content.generation()), new DERSequence(entries)));
    }

    private static void requireReadable(StoreEntry entry, String source) throws KeyMaterialException {
        for (var version : entry.versions()) {
            var created = version.created();
            if (version.number() < 0 || created.isBefore(Instant.EPOCH) || created.isAfter(LAST_CREATED)) {
                throw new KeyMaterialException(
                        Reason.UNWRITABLE,
                        source + " was not written: it cannot hold version " + version.number() + " of \""
                                + entry.name() + "\", made at " + created + ": look at the clock");
            }
        }
    }

    /**
     * @param plain what was encrypted; the caller wipes it
     * @param source what errors call its origin
     * @return the content
     */
    static StoreContent decode(byte[] plain, String source) throws KeyMaterialException {
        try {
            var read = ASN1Primitive.fromByteArray(plain);
            var fields = fields(read, 2);
            var entries = new ArrayList<StoreEntry>();
            var names = new HashSet<String>();
            for (var each : ASN1Sequence.getInstance(fields.getObjectAt(1))) {
                var entry = entry(each);
                require(names.add(entry.name()));
                entries.add(entry);
            }
            // What Bouncy Castle reads leniently, such as BER, would not come out as it went in.
            var again = der(read);
            require(Arrays.equals(again, plain));
            Arrays.fill(again, (byte) 0);
            return new StoreContent(number(fields.getObjectAt(0), Long.MAX_VALUE), entries);
        } catch (IOException | RuntimeException e) {
            // Without the cause, which may quote what it stumbled over.
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": what is encrypted is not the content of a key store, though whoever wrote it had the"
                            + " password");
        }
    }

    private static StoreEntry entry(ASN1Encodable encoded) {
        var fields = fields(encoded, 4);
        var versions = new ArrayList<StoreVersion>();
        for (var each : ASN1Sequence.getInstance(fields.getObjectAt(3))) {
            var version = version(each);
            require(versions.isEmpty() || versions.get(versions.size() - 1).number() > version.number());
            versions.add(version);
        }
        require(!versions.isEmpty());
        return new StoreEntry(
                text(fields.getObjectAt(0)),
                (int) number(fields.getObjectAt(1), Integer.MAX_VALUE),
                text(fields.getObjectAt(2)),
                versions);
    }

    private static StoreVersion version(ASN1Encodable encoded) {
        var fields = fields(encoded, 3);
        return new StoreVersion(
                (int) number(fields.getObjectAt(0), Integer.MAX_VALUE),
                Instant.ofEpochMilli(number(fields.getObjectAt(1), LAST_CREATED.toEpochMilli())),
                SecretBytes.copyOf(
                        ASN1OctetString.getInstance(fields.getObjectAt(2)).getOctets()));
    }

    private static ASN1Sequence fields(ASN1Encodable encoded, int count) {
        var sequence = ASN1Sequence.getInstance(encoded);
        require(sequence.size() == count);
        return sequence;
    }

    private static long number(ASN1Encodable encoded, long most) {
        var value = ASN1Integer.getInstance(encoded).getValue();
        require(value.signum() >= 0 && value.compareTo(BigInteger.valueOf(most)) <= 0);
        return value.longValue();
    }

    private static String text(ASN1Encodable encoded) {
        var value = ASN1UTF8String.getInstance(encoded).getString();
        require(new String(value.getBytes(UTF_8), UTF_8).equals(value));
        return value;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not the content of a key store");
        }
    }

    private static DERSequence sequence(ASN1Encodable... elements) {
        return new DERSequence(List.of(elements).toArray(ASN1Encodable[]::new));
    }

    private static byte[] der(ASN1Encodable object) {
        try {
            return object.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("what is in memory has an encoding", e);
        }
    }
}
