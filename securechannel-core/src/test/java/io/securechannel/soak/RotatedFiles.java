package io.securechannel.soak;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The key, chain and authorities of one end in files, which are replaced in every way that administrators know. */
final class RotatedFiles {

    private static final String KEY = "privkey.pem";
    private static final String CHAIN = "fullchain.pem";
    private static final String AUTHORITIES = "ca.pem";

    /** How files are replaced. */
    enum Way {
        RENAME,
        SYMLINK,
        IN_PLACE
    }

    /** What is done while a file is only half there. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws InterruptedException;
    }

    private final Path directory;
    private final Path current;
    private int versions;

    RotatedFiles(Path directory, Identity identity, X509Certificate... authorities) throws Exception {
        this.directory = Files.createDirectories(directory);
        this.current = directory.resolve("current");
        turnLink(files(identity, List.of(authorities)));
    }

    Live<Identity> identity() {
        return Live.identity(current.resolve(CHAIN), current.resolve(KEY));
    }

    Live<Trust> trust() throws KeyMaterialException {
        return Live.trustOnly(current.resolve(AUTHORITIES));
    }

    void replace(Way way, Identity identity, List<X509Certificate> authorities, Meanwhile half) throws Exception {
        var texts = files(identity, authorities);
        switch (way) {
            case RENAME -> {
                for (var each : texts.entrySet()) {
                    var temporary = Files.createTempFile(directory, "new", ".pem");
                    Files.writeString(temporary, each.getValue());
                    move(temporary, current.resolve(each.getKey()));
                }
            }
            case SYMLINK -> turnLink(texts);
            case IN_PLACE -> {
                for (var each : texts.entrySet()) {
                    var text = each.getValue();
                    // A third: never the end of the first of two certificates, which would look whole.
                    Files.writeString(current.resolve(each.getKey()), text.substring(0, text.length() / 3));
                    half.run();
                    Files.writeString(current.resolve(each.getKey()), text);
                }
            }
        }
    }

    private void turnLink(Map<String, String> texts) throws IOException {
        var before = Files.isSymbolicLink(current) ? directory.resolve(Files.readSymbolicLink(current)) : null;
        var version = Files.createDirectory(directory.resolve("v" + versions++));
        for (var each : texts.entrySet()) {
            Files.writeString(version.resolve(each.getKey()), each.getValue());
        }
        move(Files.createSymbolicLink(directory.resolve("turned"), version.getFileName()), current);
        if (before != null) {
            for (var name : texts.keySet()) {
                Files.delete(before.resolve(name));
            }
            Files.delete(before);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Trust first: whoever is to believe a new authority must know it before it vouches for anybody. */
    private static Map<String, String> files(Identity identity, List<X509Certificate> authorities)
            throws CertificateEncodingException {
        var texts = new LinkedHashMap<String, String>();
        texts.put(AUTHORITIES, pem(authorities));
        texts.put(KEY, pem("PRIVATE KEY", identity.privateKey().getEncoded()));
        texts.put(CHAIN, pem(identity.certificateChain()));
        return texts;
    }

    private static String pem(List<X509Certificate> certificates) throws CertificateEncodingException {
        var text = new StringBuilder();
        for (var each : certificates) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String label, byte[] content) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
