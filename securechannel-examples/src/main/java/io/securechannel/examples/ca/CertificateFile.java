package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.peer.Trust;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificates in a PEM file. */
final class CertificateFile {

    private CertificateFile() {}

    /** {@return the certificates, at least one, in the order of the file} */
    static List<X509Certificate> read(Path file) throws KeyMaterialException {
        // It is not trusted by that: this is how the library reads certificates that stand alone.
        return Trust.only(file).authorities();
    }
}
