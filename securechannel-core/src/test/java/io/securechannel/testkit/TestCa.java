package io.securechannel.testkit;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A throwaway CA for tests. It issues also what a real one refuses to: expired, for the wrong use, with a weak key. For
 * certificates that serve outside of tests there is the pki module.
 */
public final class TestCa {

    private static final Map<Integer, KeyPair> RSA_KEYS = new ConcurrentHashMap<>();

    private static final Duration AROUND_NOW = Duration.ofDays(60);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final List<X509Certificate> issuers;

    private TestCa(X500Name name, KeyPair keys, X509Certificate certificate, List<X509Certificate> issuers) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
        this.issuers = issuers;
    }

    /**
     * Makes a root with an EC P-256 key.
     *
     * @param commonName its name
     * @return the CA
     */
    public static TestCa create(String commonName) {
        return create(commonName, new Extension[0]);
    }

    /**
     * Makes a root with an EC P-256 key and extensions of its own.
     *
     * @param commonName its name
     * @param extensions take the place of those of their kind, or stand beside them
     * @return the CA
     */
    public static TestCa create(String commonName, Extension... extensions) {
        var name = new X500Name("CN=" + commonName);
        var keys = ecKeys();
        return new TestCa(name, keys, caCertificate(name, keys, name, keys, extensions), List.of());
    }

    /**
     * Makes a root with a key of any kind, and so with signatures of that kind.
     *
     * @param commonName its name
     * @param keys an EC P-256 key pair, or an Ed25519 one
     * @return the CA
     */
    public static TestCa create(String commonName, KeyPair keys) {
        var name = new X500Name("CN=" + commonName);
        return new TestCa(name, keys, caCertificate(name, keys, name, keys), List.of());
    }

    /**
     * Makes an intermediate CA below this one.
     *
     * @param commonName its name
     * @return the CA; what it issues carries its certificate in the chain
     */
    public TestCa intermediate(String commonName) {
        return intermediate(commonName, new Extension[0]);
    }

    /**
     * Makes an intermediate CA below this one, with extensions of its own.
     *
     * @param commonName its name
     * @param extensions take the place of those of their kind, or stand beside them
     * @return the CA; what it issues carries its certificate in the chain
     */
    public TestCa intermediate(String commonName, Extension... extensions) {
        var below = new X500Name("CN=" + commonName);
        var belowKeys = ecKeys();
        var issued = caCertificate(below, belowKeys, name, keys, extensions);
        var chain = new ArrayList<X509Certificate>();
        chain.add(issued);
        chain.addAll(issuers);
        return new TestCa(below, belowKeys, issued, List.copyOf(chain));
    }

    /** {@return the CA's own certificate} */
    public X509Certificate certificate() {
        return certificate;
    }

    /** {@return the CA's own key, for what a real one would not sign either, such as broken revocation lists} */
    public PrivateKey privateKey() {
        return keys.getPrivate();
    }

    /**
     * Issues a server's identity, EC P-256, valid now.
     *
     * @param names DNS names and addresses
     * @return the identity
     */
    public Identity server(String... names) {
        return leaf(names[0])
                .names(names)
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .issue();
    }

    /**
     * Issues a client's identity, EC P-256, valid now.
     *
     * @param commonName whose it is
     * @return the identity
     */
    public Identity client(String commonName) {
        return leaf(commonName).purposes(KeyPurposeId.id_kp_clientAuth).issue();
    }

    /**
     * Begins a certificate in detail.
     *
     * @param commonName the subject
     * @return what it is to hold; by default an EC key, no names, no purposes, valid for 30 days around now
     */
    public Leaf leaf(String commonName) {
        return new Leaf(this, commonName);
    }

    /** A certificate in the making. */
    public static final class Leaf {

        private final TestCa ca;
        private final X500Name subject;
        private final List<GeneralName> names = new ArrayList<>();
        private final List<Extension> extensions = new ArrayList<>();
        private KeyPurposeId[] purposes = {};
        private int usage = KeyUsage.digitalSignature;
        private Instant from = Instant.now().minus(AROUND_NOW);
        private Instant to = Instant.now().plus(AROUND_NOW);
        private KeyPair keys = ecKeys();

        private Leaf(TestCa ca, String commonName) {
            this.ca = ca;
            this.subject = new X500Name("CN=" + commonName);
        }

        /**
         * @param values DNS names and addresses for subjectAltName
         * @return this
         */
        public Leaf names(String... values) {
            for (var value : values) {
                boolean address = value.matches("[0-9.]+") || value.contains(":");
                names.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, value));
            }
            return this;
        }

        /**
         * @param values the extended key usage; none leaves the extension out
         * @return this
         */
        public Leaf purposes(KeyPurposeId... values) {
            this.purposes = values.clone();
            return this;
        }

        /**
         * @param bits of {@link KeyUsage}
         * @return this
         */
        public Leaf usage(int bits) {
            this.usage = bits;
            return this;
        }

        /**
         * @param notBefore from when
         * @param notAfter until when
         * @return this
         */
        public Leaf valid(Instant notBefore, Instant notAfter) {
            this.from = notBefore;
            this.to = notAfter;
            return this;
        }

        /**
         * @param value stands beside the others
         * @return this
         */
        public Leaf extension(Extension value) {
            extensions.add(value);
            return this;
        }

        /**
         * @param own a key pair of any kind
         * @return this
         */
        public Leaf keys(KeyPair own) {
            this.keys = own;
            return this;
        }

        /** {@return the identity, with the chain up to, and without, the root} */
        public Identity issue() {
            try {
                return Identity.of(keys.getPrivate(), certificate(), ca.issuers.toArray(X509Certificate[]::new));
            } catch (KeyMaterialException e) {
                throw new IllegalStateException("the test CA made something that cannot be used", e);
            }
        }

        /** {@return the certificate alone, also of a key that no identity accepts} */
        public X509Certificate certificate() {
            try {
                var builder = new JcaX509v3CertificateBuilder(
                        ca.name, serial(), Date.from(from), Date.from(to), subject, keys.getPublic());
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
                if (purposes.length > 0) {
                    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
                }
                if (!names.isEmpty()) {
                    builder.addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(GeneralName[]::new)));
                }
                addKeyIdentifiers(builder, keys, ca.keys);
                for (var each : extensions) {
                    builder.addExtension(each);
                }
                return sign(builder, ca.keys);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * Makes a key pair of the size that is usual: P-256, RSA with 2048 bits.
     *
     * @param algorithm as {@link KeyPairGenerator} names it: EC, RSA, Ed25519
     * @return the pair
     */
    public static KeyPair keys(String algorithm) {
        return keys(algorithm, algorithm.equals("EC") ? 256 : 2_048);
    }

    /**
     * Makes a key pair; of RSA, which costs time, one of each size, and that again and again.
     *
     * @param algorithm as {@link KeyPairGenerator} names it: EC, RSA, Ed25519
     * @param bits the size of an RSA key, or of a NIST curve: 256, 384 or 521
     * @return the pair
     */
    public static KeyPair keys(String algorithm, int bits) {
        return algorithm.equals("RSA")
                ? RSA_KEYS.computeIfAbsent(bits, size -> newKeys("RSA", size))
                : newKeys(algorithm, bits);
    }

    private static KeyPair newKeys(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
            } else if (algorithm.equals("RSA")) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ecKeys() {
        return keys("EC", 256);
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).add(BigInteger.ONE);
    }

    private static X509Certificate caCertificate(
            X500Name subject, KeyPair keys, X500Name issuer, KeyPair signer, Extension... extensions) {
        try {
            var now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    serial(),
                    Date.from(now.minus(Duration.ofDays(3_650))),
                    Date.from(now.plus(Duration.ofDays(3_650))),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            addKeyIdentifiers(builder, keys, signer);
            for (var each : extensions) {
                if (builder.hasExtension(each.getExtnId())) {
                    builder.replaceExtension(each);
                } else {
                    builder.addExtension(each);
                }
            }
            return sign(builder, signer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 5280, sections 4.2.1.1 and 4.2.1.2; Python refuses certificates without them since 3.13. */
    private static void addKeyIdentifiers(JcaX509v3CertificateBuilder builder, KeyPair keys, KeyPair signer)
            throws IOException {
        try {
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(signer.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair signer) {
        var algorithm = signer.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
