package io.securechannel.examples.snippets;

import io.securechannel.keys.Identity;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.OpenSshKeys;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;

/** The snippets about keys in the forms of other programs. */
final class KeySnippets {

    private KeySnippets() {}

    static void identityOut(Identity identity, Path directory, Password password)
            throws IOException, GeneralSecurityException {
        // snippet: identity-out
        identity.writePem(directory.resolve("server.crt"), directory.resolve("server.key"), password);
        identity.writePkcs12(directory.resolve("server.p12"), password);
        // end
    }

    static NoiseKeyPair roleKeys(Path directory, Password password) throws IOException, GeneralSecurityException {
        // snippet: role-keys
        var keys = NoiseKeyPair.generate();
        KeyFiles.writePem(keys, directory.resolve("noise.key"), password);
        KeyFiles.writePem(keys.publicKey(), directory.resolve("noise.pub"));

        var again = KeyFiles.readNoiseKeyPair(directory.resolve("noise.key"), password);
        // end
        return again;
    }

    static SigningPublicKey otherForms(String jsonWebKey, String openSshLine) throws GeneralSecurityException {
        // snippet: other-forms
        var fromJson = JsonWebKeys.readSigningPublicKey(jsonWebKey); // {"kty":"OKP","crv":"Ed25519","x":"…"}
        var fromOpenSsh = OpenSshKeys.read(openSshLine); // ssh-ed25519 AAAA… ada@example
        // end
        return fromJson.equals(fromOpenSsh) ? fromJson : null;
    }

    static Identity token(Provider provider, char[] pin) throws IOException, GeneralSecurityException {
        // snippet: token
        Security.addProvider(provider); // Security.getProvider("SunPKCS11").configure("pkcs11.cfg")
        var store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, pin);
        var identity = Identity.fromKeyStore(store, "chat");
        // end
        return identity;
    }
}
