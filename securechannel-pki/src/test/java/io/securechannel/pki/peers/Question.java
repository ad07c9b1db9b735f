package io.securechannel.pki.peers;

import io.securechannel.keys.Identity;
import io.securechannel.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What programs that check certification paths are asked: whether this chain, below this root, is good for this use.
 *
 * @param root the authority to trust, and no other
 * @param shown whose certificates are checked, without the root
 * @param use for what
 * @param host the name or address that must be in it; empty for none
 * @param crls the revocation lists for the whole path; empty for no check of revocation
 */
record Question(X509Certificate root, Identity shown, Use use, String host, List<X509CRL> crls) {

    enum Use {
        SERVER,
        CLIENT
    }

    static Question server(X509Certificate root, Identity shown, String host) {
        return new Question(root, shown, Use.SERVER, host, List.of());
    }

    static Question client(X509Certificate root, Identity shown) {
        return new Question(root, shown, Use.CLIENT, "", List.of());
    }

    Question with(X509CRL... lists) {
        return new Question(root, shown, use, host, List.of(lists));
    }

    /** {@code openssl verify}, as strictly as it can. */
    Program.Result askOpenssl(Path directory) throws Exception {
        var files = write(directory);
        var command = new ArrayList<>(List.of("openssl", "verify", "-x509_strict", "-no-CApath", "-no-CAstore"));
        command.addAll(List.of("-purpose", use == Use.SERVER ? "sslserver" : "sslclient"));
        command.addAll(List.of("-CAfile", files.root, "-untrusted", files.chain));
        if (!host.isEmpty()) {
            command.addAll(List.of(isAddress() ? "-verify_ip" : "-verify_hostname", host));
        }
        if (!crls.isEmpty()) {
            command.addAll(List.of("-crl_check_all", "-CRLfile", files.crls));
        }
        command.add(files.chain);
        return Program.run(command);
    }

    /** {@code certtool --verify} of GnuTLS. */
    Program.Result askCerttool(Path directory) throws Exception {
        var files = write(directory);
        var command = new ArrayList<>(List.of("certtool", "--verify", "--verify-profile", "medium"));
        command.addAll(List.of("--verify-purpose", use == Use.SERVER ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"));
        command.addAll(List.of("--load-ca-certificate", files.root, "--infile", files.chain));
        if (!host.isEmpty()) {
            command.addAll(List.of("--verify-hostname", host));
        }
        if (!crls.isEmpty()) {
            command.addAll(List.of("--load-crl", files.crls));
        }
        return Program.run(command);
    }

    private boolean isAddress() {
        return host.matches("[0-9.]+|[0-9a-f:]+");
    }

    private Written write(Path directory) throws Exception {
        var root = directory.resolve("root.crt");
        var chain = directory.resolve("chain.crt");
        var lists = directory.resolve("lists.crl");
        Pem.writeCertificate(this.root, root);
        Pem.write(shown, chain, directory.resolve("leaf.key"));
        var text = new StringBuilder();
        for (var crl : crls) {
            text.append(pem(crl));
        }
        Files.writeString(lists, text);
        return new Written(root.toString(), chain.toString(), lists.toString());
    }

    static String pem(X509CRL crl) throws Exception {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(crl.getEncoded());
        return "-----BEGIN X509 CRL-----\n" + base64 + "\n-----END X509 CRL-----\n";
    }

    private record Written(String root, String chain, String crls) {}
}
