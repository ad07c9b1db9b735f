package io.securechannel.peers;

import io.securechannel.keys.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Certificates and keys in the files that other programs read. */
record PemFiles(Path certificates, Path key) {

    /** Writes {@code NAME.crt}, the leaf first, and {@code NAME.key} in PKCS#8. */
    static PemFiles write(Path directory, String name, Identity identity) throws IOException {
        var key = directory.resolve(name + ".key");
        Files.writeString(key, pem("PRIVATE KEY", identity.privateKey().getEncoded()));
        return new PemFiles(write(directory, name, identity.certificateChain()), key);
    }

    static Path write(Path directory, String name, X509Certificate certificate) throws IOException {
        return write(directory, name, List.of(certificate));
    }

    private static Path write(Path directory, String name, List<X509Certificate> chain) throws IOException {
        var text = new StringBuilder();
        for (var certificate : chain) {
            try {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IOException(e);
            }
        }
        return Files.writeString(directory.resolve(name + ".crt"), text);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
