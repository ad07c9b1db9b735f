package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Key material that may be replaced while the program runs: an {@link Identity} or a {@link Trust} that lives in files,
 * or wherever an implementation of this interface keeps it. Whoever holds one asks {@link #current()} from time to time.
 *
 * <p>Files may be replaced in any way: renamed into place, by a symbolic link that is turned to another directory, or
 * written in place. A change counts when it has stood still for a twentieth of a second, for which the one handshake that
 * finds it waits; half a file is an error, and what held before still does. Renaming is best all the same, because a file
 * that is left for longer, cut between two certificates, looks like a whole one.
 *
 * @param <T> what it is
 */
@FunctionalInterface
public interface Live<T> {

    /**
     * Returns what holds now: the very same object for as long as nothing has changed.
     *
     * @return the material
     * @throws KeyMaterialException if it cannot be read, or does not fit together; what was returned before stays good
     */
    T current() throws KeyMaterialException;

    /**
     * An identity in PEM files, whose key is not encrypted; see {@link Identity#fromPem(Path, Path)}.
     *
     * @param certificateChain the certificates, leaf first
     * @param privateKey the key; may be the same file
     * @return the identity, read anew whenever a file's content changes
     */
    static Live<Identity> identity(Path certificateChain, Path privateKey) {
        return new LiveFiles<>(
                List.of(certificateChain, privateKey), () -> Identity.fromPem(certificateChain, privateKey));
    }

    /**
     * An identity in PEM files, whose key is encrypted; see {@link Identity#fromPem(Path, Path, Password)}.
     *
     * @param certificateChain the certificates, leaf first
     * @param privateKey the key; may be the same file
     * @param password asked whenever the files have changed; what it returns is wiped after use
     * @return the identity, read anew whenever a file's content changes
     */
    static Live<Identity> identity(Path certificateChain, Path privateKey, Supplier<Password> password) {
        return new LiveFiles<>(List.of(certificateChain, privateKey), () -> {
            try (var secret = password.get()) {
                return Identity.fromPem(certificateChain, privateKey, secret);
            }
        });
    }

    /**
     * An identity in a PKCS#12 file; see {@link Identity#fromPkcs12(Path, Password)}.
     *
     * @param file the file
     * @param password asked whenever the file has changed; what it returns is wiped after use
     * @return the identity, read anew whenever the file's content changes
     */
    static Live<Identity> pkcs12(Path file, Supplier<Password> password) {
        return new LiveFiles<>(List.of(file), () -> {
            try (var secret = password.get()) {
                return Identity.fromPkcs12(file, secret);
            }
        });
    }

    /**
     * Trust in what the authorities in a file have issued, and in nothing else; see {@link Trust#only(Path)}. While one
     * authority is replaced by another, the file holds both.
     *
     * @param certificates a file with one or more X.509 certificates, PEM or DER
     * @return the trust, read anew whenever the file's content changes
     */
    static Live<Trust> trustOnly(Path certificates) {
        return new LiveFiles<>(List.of(certificates), () -> Trust.only(certificates));
    }

    /**
     * Trust in the public authorities and in those in a file; see {@link Trust#systemAnd(Path)}.
     *
     * @param certificates a file with one or more X.509 certificates, PEM or DER
     * @return the trust, read anew whenever the file's content changes
     */
    static Live<Trust> trustSystemAnd(Path certificates) {
        return new LiveFiles<>(List.of(certificates), () -> Trust.systemAnd(certificates));
    }
}
