package io.securechannel.tls;

import io.securechannel.keys.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** An identity and its authorities in PEM files, replaced in every way that administrators know. */
final class LiveFilesFixture {

    final Path chain;
    final Path key;
    final Path authorities;
    private final Path directory;

    LiveFilesFixture(Path directory) {
        this.directory = directory;
        this.chain = directory.resolve("fullchain.pem");
        this.key = directory.resolve("privkey.pem");
        this.authorities = directory.resolve("ca.pem");
    }

    void identityInPlace(Identity identity) throws Exception {
        Files.writeString(key, pem("PRIVATE KEY", identity.privateKey().getEncoded()));
        Files.writeString(chain, pem(identity.certificateChain()));
    }

    void identityByRename(Identity identity) throws Exception {
        rename(key, pem("PRIVATE KEY", identity.privateKey().getEncoded()));
        rename(chain, pem(identity.certificateChain()));
    }

    void trust(X509Certificate... certificates) throws Exception {
        rename(authorities, pem(List.of(certificates)));
    }

    private void rename(Path target, String text) throws IOException {
        var temporary = Files.createTempFile(directory, "new", ".pem");
        Files.writeString(temporary, text);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static String pem(List<X509Certificate> certificates) throws CertificateEncodingException {
        var text = new StringBuilder();
        for (var certificate : certificates) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }

    static String pem(String label, byte[] content) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
