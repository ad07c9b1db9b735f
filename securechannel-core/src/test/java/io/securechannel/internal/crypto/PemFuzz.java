package io.securechannel.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.TestCa;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * PEM as text, and any DER under each label, so that what lies behind Base64 is reached: private keys in each form, certificates, revocation
 * lists. Blocks that are read are written and read as the same; what is a certificate or a key comes out as the provider's own.
 */
class PemFuzz extends FuzzTarget {

    private static final Set<Reason> TEXT = EnumSet.of(Reason.MALFORMED, Reason.TOO_LARGE, Reason.MISSING);
    private static final Set<Reason> CONTENT = EnumSet.of(
            Reason.MALFORMED,
            Reason.UNSUPPORTED,
            Reason.KEY_MISMATCH,
            Reason.TOO_WEAK,
            Reason.MISSING,
            Reason.WRONG_KIND,
            Reason.PASSWORD_REQUIRED);
    private static final List<String> LABELS = List.of(
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "DSA PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "CERTIFICATE",
            "X509 CRL");
    private static final List<String> FILES = List.of(
            "ec-pkcs8.pem",
            "ec-sec1.pem",
            "ec-sec1-aes256.pem",
            "ec-pkcs8-aes256.pem",
            "rsa-pkcs1.pem",
            "ed25519-pkcs8.pem",
            "x25519-pkcs8.pem",
            "dsa-traditional.pem",
            "ec-cert.pem",
            "ec-chain.pem",
            "ec-cert-text.pem",
            "openssh.pem");

    @Override
    protected List<byte[]> seeds() throws Exception {
        var seeds = new ArrayList<byte[]>();
        for (var name : FILES) {
            var text = resource(name);
            seeds.add(FuzzInput.of(0, text));
            try (var pem = Pem.parse(text, name)) {
                for (var block : pem.blocks()) {
                    int label = LABELS.indexOf(block.label());
                    if (label >= 0) {
                        seeds.add(FuzzInput.of(1 + label, block.copy()));
                    }
                }
            }
        }
        seeds.add(FuzzInput.of(1 + LABELS.indexOf("X509 CRL"), revocationList()));
        return seeds;
    }

    private static byte[] revocationList() throws Exception {
        var authority = TestCa.create("Fuzz CA");
        var list = new JcaX509v2CRLBuilder(authority.certificate(), Date.from(Instant.EPOCH))
                .addCRLEntry(BigInteger.TEN, Date.from(Instant.EPOCH), CRLReason.keyCompromise);
        return list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.privateKey()))
                .getEncoded();
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = PemFuzz.class.getResourceAsStream("/io/securechannel/keys/" + name)) {
            return in.readAllBytes();
        }
    }

    @Override
    protected List<String> words() {
        var words =
                new ArrayList<>(List.of("Proc-Type: 4,ENCRYPTED\n", "DEK-Info: AES-256-CBC,", "\r\n", "\n\n", "=="));
        for (var label : LABELS) {
            words.add("-----BEGIN " + label + "-----\n");
            words.add("-----END " + label + "-----\n");
        }
        return words;
    }

    @Override
    protected List<String> followed() {
        return List.of("org.bouncycastle.asn1");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("text", "a key", "certificates", "a key with its role", "a revocation list");
    }

    /** What is encrypted, and a kind of key that is not taken. */
    @Override
    protected boolean mayRefuse(int seed) {
        return List.of(5, 7, 15).contains(seed);
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int label = in.choice(1 + LABELS.size());
        if (label == 0) {
            text(in.rest());
        } else {
            der(LABELS.get(label - 1), in.rest());
        }
    }

    private static void text(byte[] text) throws Exception {
        var read = Refusals.read(TEXT, () -> Pem.parse(text, "f"));
        if (read.isEmpty()) {
            return;
        }
        try (var pem = read.get()) {
            for (var block : pem.blocks()) {
                if (block.copy().length > 0) {
                    try (var again = Pem.parse(PemWriter.block(block.label(), block.copy()), "f")) {
                        assertThat(again.blocks().get(0).copy()).isEqualTo(block.copy());
                    }
                }
            }
            reached("text");
            content(pem);
        }
    }

    private static void der(String label, byte[] der) throws Exception {
        if (der.length == 0) {
            return;
        }
        var text = PemWriter.block(label, der);
        try (var pem = Pem.parse(text, "f")) {
            content(pem);
        }
        if (label.equals("X509 CRL")) {
            Refusals.read(CONTENT, () -> CrlReader.parse(text, "f"));
            Refusals.read(CONTENT, () -> CrlReader.parse(der, "f")).ifPresent(lists -> reached("a revocation list"));
        }
    }

    private static void content(Pem pem) throws Exception {
        Refusals.read(CONTENT, () -> PrivateKeys.fromPem(pem, null)).ifPresent(key -> {
            assertThat(key.getEncoded()).isNotEmpty();
            reached("a key");
        });
        Refusals.read(CONTENT, () -> Certificates.fromPem(pem)).ifPresent(chain -> {
            assertThat(chain).allMatch(each -> each.getClass().getName().startsWith("sun.security"));
            reached("certificates");
        });
        Refusals.read(CONTENT, () -> PrivateKeys.withRole(pem, null)).ifPresent(keys -> {
            keys.pkcs8().close();
            reached("a key with its role");
        });
    }
}
