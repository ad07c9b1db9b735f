package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CrlRevocation;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.ocsp.OcspRevocation;
import io.securechannel.tls.RevocationPolicy;
import io.securechannel.tls.TlsContextFactory;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a certificate as a peer would. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks a certificate as this library's TLS would in a handshake: path, dates, use, name and, with --crl"
                    + " or --ocsp, revocation. It ends with 1 and the reason if a peer that shows it is refused.",
            "It is checked as what it was issued for; a server's name only against --host."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca verify server.crt --ca root.crt --host chat.example",
            "  ca verify ada.crt --ca root.crt --crl ca.crl",
            "  ca verify ada.crt --ca root.crt --ocsp http://127.0.0.1:8888/ocsp"
        })
final class VerifyCommand implements Callable<Integer> {

    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    @Parameters(paramLabel = "FILE", description = "The certificate and its intermediates, PEM.")
    private Path file = Path.of("");

    @Option(names = "--ca", paramLabel = "FILE", required = true, description = "Whom to trust, PEM.")
    private Path ca = Path.of("");

    @Option(names = "--crl", paramLabel = "FILE", description = "The revocation list of an issuer; may be repeated.")
    private List<Path> crls = List.of();

    @Option(
            names = "--ocsp",
            paramLabel = "URL",
            description =
                    "An OCSP responder to ask; may be repeated. With --crl as well, the lists are looked at where none"
                            + " can tell.")
    private List<URI> responders = List.of();

    @Option(names = "--host", paramLabel = "NAME", description = "The name that a server's certificate must hold.")
    private @Nullable String host;

    @Spec
    private @Nullable CommandSpec spec;

    VerifyCommand() {}

    @Override
    public Integer call() throws Exception {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        var chain = CertificateFile.read(file);
        var leaf = chain.get(0);
        boolean server = host != null || hasUse(leaf, SERVER);
        boolean client = host == null && hasUse(leaf, CLIENT);
        try {
            if (server || !client) {
                verifyServer(chain);
            }
            if (client) {
                verifyClient(chain);
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
        var as = server && client ? "a server and a client" : client ? "a client" : "a server";
        commandLine
                .getOut()
                .println(file + ": good as " + as + (host == null ? "" : " named " + host) + ", "
                        + new CertificateView(leaf).subject() + ", until " + new CertificateView(leaf).notAfter()
                        + (crls.isEmpty() && responders.isEmpty()
                                ? "; revocation was not looked at (--crl FILE, --ocsp URL)"
                                : ", not revoked"));
        return 0;
    }

    private void verifyServer(List<X509Certificate> chain) throws KeyMaterialException, SecureChannelException {
        var tls = TlsContextFactory.clientBuilder(Trust.only(ca));
        if (revocation().isPresent()) {
            tls.revocation(revocation().get());
        }
        tls.build().verify(chain, host == null ? ownName(chain.get(0)) : host);
    }

    private void verifyClient(List<X509Certificate> chain) throws KeyMaterialException, SecureChannelException {
        // A server has an identity; this one shows it to nobody.
        var tls = TlsContextFactory.serverBuilder(DevCertificates.localhost()).requireClientCertificate(Trust.only(ca));
        if (revocation().isPresent()) {
            tls.revocation(revocation().get());
        }
        tls.build().verify(chain);
    }

    private Optional<RevocationPolicy> revocation() throws KeyMaterialException {
        Optional<RevocationPolicy> lists = crls.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        CrlRevocation.of(crls.get(0), crls.stream().skip(1).toArray(Path[]::new)));
        if (responders.isEmpty()) {
            return lists;
        }
        var asking =
                OcspRevocation.of(responders.get(0), responders.stream().skip(1).toArray(URI[]::new));
        return Optional.of(lists.map(asking::orElse).orElse(asking));
    }

    private static boolean hasUse(X509Certificate certificate, String use) {
        try {
            var uses = certificate.getExtendedKeyUsage();
            return uses != null && uses.contains(use);
        } catch (CertificateParsingException e) {
            return false; // the library will call it unreadable
        }
    }

    /** Where nobody asks for a name, one that the certificate holds; for a wildcard one that matches it. */
    private static String ownName(X509Certificate certificate) {
        return new CertificateView(certificate)
                .hostNames().stream()
                        .findFirst()
                        .map(name -> name.replaceFirst("^\\*", "any"))
                        .orElse("localhost");
    }
}
