package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key and its certificates from any loaded JCA key store.
 *
 * @param privateKey the key, which may be no more than a handle on one in a token
 * @param chain its certificates, leaf first
 */
public record KeyStoreEntry(PrivateKey privateKey, List<X509Certificate> chain) {

    /** Copies the list. */
    public KeyStoreEntry {
        chain = List.copyOf(chain);
    }

    /**
     * Returns one entry of a key store.
     *
     * @param store loaded
     * @param alias the entry's name
     * @param pin the password of the entry, or null if the store asks for none
     * @return the entry
     * @throws KeyMaterialException if there is no such entry, it has no certificates, or the password is wrong
     */
    public static KeyStoreEntry read(KeyStore store, String alias, @Nullable Password pin) throws KeyMaterialException {
        String source = source(store, alias);
        char[] password = pin == null ? null : pin.copy();
        try {
            requirePresent(store, alias);
            if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
                throw new KeyMaterialException(
                        Reason.MISSING, source + " is a certificate or a secret key where a private key was expected");
            }
            return new KeyStoreEntry(key, chain(store, alias));
        } catch (UnrecoverableKeyException e) {
            throw new KeyMaterialException(
                    pin == null ? Reason.PASSWORD_REQUIRED : Reason.WRONG_PASSWORD,
                    source + ": the key store does not give this key with "
                            + (pin == null ? "no password: name the entry's own" : "this password"));
        } catch (KeyStoreException e) {
            throw new KeyMaterialException(
                    Reason.UNREADABLE, "the key store is not loaded: call KeyStore.load before handing it over", e);
        } catch (GeneralSecurityException | RuntimeException e) {
            if (e instanceof KeyMaterialException known) {
                throw known;
            }
            // Without the cause: what a provider says of a key may quote it.
            throw new KeyMaterialException(
                    Reason.UNREADABLE,
                    source + ": the provider of the key store does not give the key; is it unlocked?");
        } finally {
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    /**
     * {@return what errors call an entry}
     *
     * @param store the key store
     * @param alias the entry's name
     */
    public static String source(KeyStore store, String alias) {
        return "entry \"" + alias + "\" of the " + store.getType() + " key store";
    }

    private static void requirePresent(KeyStore store, String alias) throws GeneralSecurityException {
        if (!store.containsAlias(alias)) {
            var keys = new ArrayList<String>();
            for (var each : Collections.list(store.aliases())) {
                if (store.isKeyEntry(each)) {
                    keys.add(each);
                }
            }
            Collections.sort(keys);
            throw new KeyMaterialException(
                    Reason.MISSING, "there is no " + source(store, alias) + "; the keys in it are " + keys);
        }
    }

    private static List<X509Certificate> chain(KeyStore store, String alias) throws GeneralSecurityException {
        var chain = new ArrayList<X509Certificate>();
        var stored = store.getCertificateChain(alias);
        if (stored != null) {
            for (var each : stored) {
                if (each instanceof X509Certificate certificate) {
                    chain.add(certificate);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    source(store, alias)
                            + " has no certificate beside its private key: import it under the same name, or"
                            + " join the two with Identity.of");
        }
        return chain;
    }
}
