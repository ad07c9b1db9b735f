package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.file.KeyFile;
import io.securechannel.internal.text.NameText;
import io.securechannel.internal.text.PeerText;
import io.securechannel.secret.Password;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One private key and its certificates from a PKCS#12 file (RFC 7292), opened by the JDK's key store once
 * {@link Pkcs12Costs} has found it affordable. A key for ML-DSA-65, which the JDK does not know before 24, nor by its seed after that,
 * is looked up by {@link Pkcs12Bags}.
 */
public final class Pkcs12 {

    /** Characters of an entry's name that an error shows. */
    private static final int LONGEST_NAME = 128;

    private final String source;
    private final byte[] bytes;
    private final KeyStore store;
    private final char[] password;

    private Pkcs12(String source, byte[] bytes, KeyStore store, char[] password) {
        this.source = source;
        this.bytes = bytes;
        this.store = store;
        this.password = password;
    }

    /**
     * Returns one key of a file with its certificates.
     *
     * @param file the file, at most 1 MiB
     * @param password the password of the file and of the key in it
     * @param alias the name of the entry, in capitals or not, or null for the only one
     * @return the key, and the certificates that the file gives for it
     * @throws KeyMaterialException if the file cannot be read or opened, or has no such entry
     */
    public static KeyStoreEntry read(Path file, Password password, @Nullable String alias) throws KeyMaterialException {
        byte[] bytes = KeyFile.read(file);
        char[] characters = password.copy();
        try {
            var store = open(bytes, characters, file.toString());
            var opened = new Pkcs12(file.toString(), bytes, store, characters);
            return opened.entry(alias == null ? opened.onlyAlias() : alias);
        } catch (GeneralSecurityException e) {
            throw e instanceof KeyMaterialException known
                    ? known
                    : new KeyMaterialException(Reason.MALFORMED, file + ": Java cannot open this PKCS#12 file", e);
        } finally {
            Arrays.fill(characters, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static KeyStore open(byte[] bytes, char[] password, String source) throws GeneralSecurityException {
        requirePkcs12(bytes, source);
        Pkcs12Costs.require(bytes, source);
        var store = JdkProvider.pkcs12();
        try {
            store.load(new ByteArrayInputStream(bytes), password);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            if (refusedAsNotAscii(e)) {
                throw notAscii(source);
            }
            if (causedBy(e, UnrecoverableKeyException.class)) {
                throw wrongPassword(source, e);
            }
            if (causedBy(e, NoSuchAlgorithmException.class)) {
                throw unsupported(source, e);
            }
            throw damaged(source);
        } catch (RuntimeException | StackOverflowError e) {
            // The JDK's parsers run into these on nonsense, and recurse without bound into nested certificates.
            throw damaged(source);
        }
    }

    private String onlyAlias() throws GeneralSecurityException {
        var aliases = keyAliases();
        if (aliases.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    source + " holds no private key, but " + store.size()
                            + " other entries: write key and certificate into it with \"openssl pkcs12 -export -inkey"
                            + " key.pem -in cert.pem -out new.p12\"");
        }
        if (aliases.size() > 1) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + " holds more than one private key, " + printable(aliases)
                            + ", and which one is meant cannot be told: name it with fromPkcs12(file, password,"
                            + " alias)");
        }
        return aliases.get(0);
    }

    private KeyStoreEntry entry(String alias) throws GeneralSecurityException {
        if (!store.isKeyEntry(alias)) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    source + " holds no private key under the name \"" + printable(alias) + "\"; it holds "
                            + printable(keyAliases()));
        }
        if (!(key(alias) instanceof PrivateKey key)) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    source + " holds a secret key under the name \"" + printable(alias)
                            + "\" where a private key was expected");
        }
        var chain = store.getCertificateChain(alias);
        if (chain == null || chain.length == 0) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    source + " holds a private key without its certificate; write both into one file: \"openssl pkcs12"
                            + " -export -inkey key.pem -in cert.pem -out new.p12\"");
        }
        return entry(key, chain);
    }

    /** The JDK calls the two halves of a key for ML-DSA by different names, or by none; whether they belong together is found out later. */
    private KeyStoreEntry entry(PrivateKey key, Certificate[] chain) throws KeyMaterialException {
        var certificates = new ArrayList<X509Certificate>();
        for (var each : chain) {
            if (!(each instanceof X509Certificate certificate)) {
                throw damaged(source);
            }
            certificates.add(certificate);
        }
        var leaf = certificates.get(0);
        if (!key.getAlgorithm().equals(leaf.getPublicKey().getAlgorithm()) && !MlDsa.is(leaf.getPublicKey())) {
            throw new KeyMaterialException(
                    Reason.KEY_MISMATCH,
                    "the private key in " + source + " is of another kind than the certificate beside it, "
                            + NameText.subject(leaf));
        }
        return new KeyStoreEntry(key, certificates);
    }

    private Key key(String alias) throws GeneralSecurityException {
        try {
            return store.getCertificate(alias) instanceof X509Certificate leaf && MlDsa.is(leaf.getPublicKey())
                    ? mlDsaKey(leaf)
                    : store.getKey(alias, password);
        } catch (UnrecoverableKeyException e) {
            if (causedBy(e, NoSuchAlgorithmException.class)) {
                throw unsupported(source, e);
            }
            if (refusedAsNotAscii(e)) {
                throw notAscii(source);
            }
            throw wrongPassword(source + ", entry \"" + printable(alias) + "\"", null);
        } catch (RuntimeException | StackOverflowError e) {
            throw damaged(source);
        }
    }

    private Key mlDsaKey(X509Certificate certificate) throws KeyMaterialException {
        byte[] encoded = Pkcs12Bags.privateKey(bytes, password, certificate, source);
        try {
            return MlDsa.privateKey(encoded, source);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private List<String> keyAliases() throws GeneralSecurityException {
        var aliases = new ArrayList<String>();
        for (var alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                aliases.add(alias);
            }
        }
        Collections.sort(aliases);
        return aliases;
    }

    /** Whoever made the file has a say in the names. */
    private static String printable(String alias) {
        return PeerText.printable(alias, LONGEST_NAME);
    }

    private static String printable(List<String> aliases) {
        return "[" + PeerText.first(aliases.stream().map(Pkcs12::printable).toList()) + "]";
    }

    /** The JDK's PKCS#12 store opens old Java key stores too, whose protection is weak: those are sent away by name. */
    private static void requirePkcs12(byte[] bytes, String source) throws KeyMaterialException {
        if (bytes.length == 0) {
            throw new KeyMaterialException(Reason.MISSING, source + " is empty");
        }
        if (bytes.length > 4 && (bytes[0] & 0xFF) == 0xFE && (bytes[1] & 0xFF) == 0xED) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " is an old Java key store (JKS); convert it: \"keytool -importkeystore -srckeystore"
                            + " old.jks -destkeystore new.p12 -deststoretype PKCS12\"");
        }
        if (bytes[0] == '-' || bytes[0] == 'B') {
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + " looks like PEM, not PKCS#12: read it with fromPem");
        }
    }

    private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable each = thrown.getCause(); each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return type.isInstance(thrown) && !(thrown instanceof UnrecoverableKeyException);
    }

    /** The password-based AES of JDK 17 takes printable ASCII alone, and says so in nothing but its message. */
    private static boolean refusedAsNotAscii(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (String.valueOf(each.getMessage()).contains("Password is not ASCII")) {
                return true;
            }
        }
        return false;
    }

    private static KeyMaterialException notAscii(String source) {
        return new KeyMaterialException(
                Reason.UNSUPPORTED,
                source
                        + ": this Java runtime opens PKCS#12 in today's encryption only with a password of ASCII"
                        + " characters, and this one has others (Java 25 does not mind); convert the file to PEM,"
                        + " where any password will do: \"openssl pkcs12 -in old.p12 -out all.pem\"");
    }

    private static KeyMaterialException wrongPassword(String source, @Nullable Throwable cause) {
        return new KeyMaterialException(
                Reason.WRONG_PASSWORD,
                source + ": the password is wrong, or the file is damaged (file and key have to have the same"
                        + " password); try it with \"openssl pkcs12 -in … -noout\"",
                cause);
    }

    private static KeyMaterialException unsupported(String source, Throwable cause) {
        return new KeyMaterialException(
                Reason.UNSUPPORTED,
                source + " uses an algorithm that this Java runtime does not have; write it again: \"openssl pkcs12 -in"
                        + " old.p12 -out all.pem\" and \"openssl pkcs12 -export -in all.pem -out new.p12\"",
                cause);
    }

    /** Without a cause: what the JDK's parsers say may quote decrypted bytes. */
    private static KeyMaterialException damaged(String source) {
        return new KeyMaterialException(
                Reason.MALFORMED, source + " is damaged, or not a PKCS#12 file that Java can read");
    }
}
