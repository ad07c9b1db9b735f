package io.securechannel.examples.transfer.terminal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.CodeText;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.console.PublicKeyTexts;
import io.securechannel.examples.keys.ImportKind;
import io.securechannel.examples.keys.ImportedFiles;
import io.securechannel.examples.keys.StoreOptions;
import io.securechannel.examples.transfer.meeting.Access;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of both ends that say whom to believe. Without any of them it is whoever knows the code. */
final class AccessOptions {

    @Option(names = "--tls", description = "Certificates instead of a code: both ends show one.")
    private boolean tls;

    @Option(names = "--noise", description = "Keys instead of a code: --key and --peer-key, or --shared-secret.")
    private boolean noise;

    @Option(names = "--cert", paramLabel = "FILE", description = "TLS: this end's certificate chain, PEM.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "This end's private key, PEM. A password is asked for.")
    private @Nullable Path key;

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    @Option(names = "--identity", paramLabel = "NAME", description = "Certificate or key from the key store instead.")
    private @Nullable String identity;

    @Option(names = "--ca", paramLabel = "FILE", description = "TLS: who issues the other end's certificate, PEM.")
    private @Nullable Path ca;

    @Option(names = "--trust", paramLabel = "NAME", description = "TLS: the same from the key store.")
    private @Nullable String trust;

    @Option(
            names = "--pin",
            paramLabel = "sha256/...",
            description = "TLS: the other end's certificate has this key; beside --ca or alone.")
    private @Nullable String pin;

    @Option(
            names = "--peer",
            paramLabel = "NAME",
            description =
                    "TLS: the common name in the other end's certificate. The end that waits needs it, or --pin: else"
                            + " everybody with a certificate of that CA could come first.")
    private @Nullable String peer;

    @Option(names = "--peer-key", paramLabel = "scn1...", description = "Noise: the other end's key. May be repeated.")
    private List<String> peerKeys = List.of();

    @Option(
            names = "--shared-secret",
            paramLabel = "FILE",
            description = "Noise: both ends hold it, 32 random bytes in Base64 (openssl rand -base64 32).")
    private @Nullable Path sharedSecret;

    @Option(
            names = "--one-time-code-file",
            paramLabel = "FILE",
            description = "The code, where nobody is there to type it.")
    private @Nullable Path codeFile;

    @Mixin
    private StoreOptions store = new StoreOptions();

    AccessOptions() {}

    /**
     * Refuses options that do not belong together.
     *
     * @param waits whether this end waits: the other one may have called it from anywhere
     */
    void check(boolean waits) {
        if (tls && noise) {
            throw new IllegalArgumentException("--tls or --noise, not both");
        }
        boolean forTls = cert != null || ca != null || trust != null || pin != null || peer != null;
        boolean forNoise = !peerKeys.isEmpty() || sharedSecret != null;
        if (forTls && !tls) {
            throw new IllegalArgumentException("--cert, --ca, --trust, --pin and --peer are about --tls");
        }
        if (forNoise && !noise) {
            throw new IllegalArgumentException("--peer-key and --shared-secret are about --noise");
        }
        if (key != null && identity != null) {
            throw new IllegalArgumentException("one key: --key FILE, or --identity from the key store");
        }
        if (codeFile != null && (tls || noise)) {
            throw new IllegalArgumentException("--one-time-code-file is about neither --tls nor --noise");
        }
        if (!tls && !noise && (key != null || identity != null)) {
            throw new IllegalArgumentException("--key and --identity are about --tls or --noise");
        }
        if (tls) {
            checkTls(waits);
        } else if (noise) {
            checkNoise();
        }
    }

    private void checkTls(boolean waits) {
        if ((cert == null || key == null) == (identity == null) || (cert == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "both ends show a certificate: --cert FILE --key FILE, or --identity NAME from the key store");
        }
        if ((ca == null && trust == null && pin == null) || (trust != null && (ca != null || pin != null))) {
            throw new IllegalArgumentException(
                    "whose certificate is believed? --ca FILE, --pin sha256/… or both, or --trust NAME");
        }
        if (waits && peer == null && pin == null) {
            throw new IllegalArgumentException(
                    "who is expected? --peer NAME, as in the other end's certificate, or --pin"
                            + " sha256/…: others have certificates of that CA, too");
        }
    }

    private void checkNoise() {
        boolean own = key != null || identity != null;
        if (own == peerKeys.isEmpty()) {
            throw new IllegalArgumentException(
                    "both ends have a key that the other knows: --key FILE or --identity NAME, with --peer-key scn1…");
        }
        if (!own && sharedSecret == null) {
            throw new IllegalArgumentException("--noise: whom to believe? --peer-key scn1… or --shared-secret FILE");
        }
        PublicKeyTexts.parse("--peer-key", peerKeys);
    }

    boolean byCode() {
        return !tls && !noise;
    }

    /** {@return whom to believe, where this end calls; a code is asked for} */
    Access calling() throws KeyMaterialException, IOException {
        return byCode()
                ? new Access.ByCode(CodeText.typed(codeFile, "One-time code, as the other end shows it: "))
                : byKeys();
    }

    /** {@return whom to believe, where this end waits; a code is made by the caller} */
    Access waiting(OneTimeCode made) throws KeyMaterialException, IOException {
        return byCode() ? new Access.ByCode(made) : byKeys();
    }

    private Access byKeys() throws KeyMaterialException, IOException {
        if (identity == null && trust == null) {
            return tls ? byCertificates(null) : byNoise(null);
        }
        try (var keys = store.open()) {
            return tls ? byCertificates(keys) : byNoise(keys);
        }
    }

    private Access byCertificates(@Nullable KeyStoreManager keys) throws KeyMaterialException, IOException {
        var shown = cert != null && key != null
                ? files(cert, key).identity()
                : keys == null || identity == null ? null : keys.get(identity, Identity.class);
        if (shown == null) {
            throw new IOException("no certificate to show");
        }
        return new CertificateAccess(shown, believed(keys), Optional.ofNullable(peer));
    }

    private Trust believed(@Nullable KeyStoreManager keys) throws KeyMaterialException {
        if (trust != null && keys != null) {
            return keys.liveTrust(trust).current();
        }
        if (ca == null) {
            return Trust.pinned(String.valueOf(pin));
        }
        return pin == null ? Trust.only(ca) : Trust.only(ca).andPinned(pin);
    }

    private Access byNoise(@Nullable KeyStoreManager keys) throws KeyMaterialException, IOException {
        var secret = sharedSecret == null
                ? Optional.<SharedSecret>empty()
                : Optional.of(files(sharedSecret).noiseSecret());
        Optional<NoiseKeyPair> own = Optional.empty();
        if (key != null) {
            own = Optional.of((NoiseKeyPair) files(key).read(ImportKind.NOISE));
        } else if (keys != null && identity != null) {
            own = Optional.of(keys.get(identity, NoiseKeyPair.class));
        }
        Optional<KeyTrust> peers = peerKeys.isEmpty()
                ? Optional.empty()
                : Optional.of(PublicKeyTexts.pinned(PublicKeyTexts.parse("--peer-key", peerKeys)));
        return new NoiseAccess(own, peers, secret);
    }

    private ImportedFiles files(Path... named) {
        return new ImportedFiles(List.of(named), keyPassword.source());
    }
}
