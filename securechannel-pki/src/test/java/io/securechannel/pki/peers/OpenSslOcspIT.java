package io.securechannel.pki.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import io.securechannel.pki.ocsp.OcspNonce;
import io.securechannel.pki.ocsp.OcspResponder;
import io.securechannel.pki.ocsp.OcspRevocation;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code openssl ocsp} as a responder for our policy, and {@code openssl s_server} that staples what our responder says. */
@Tag("it")
@Timeout(60)
class OpenSslOcspIT {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1/");
    private static final Pattern ACCEPT = Pattern.compile("ACCEPT \\S+:(\\d+)");

    private final CertificateAuthority root = CertificateAuthority.create("Example Root CA");
    private final Identity server = issue(CertificateProfile.tlsServer("localhost"));

    @TempDir
    Path directory;

    @BeforeEach
    void files() throws Exception {
        Program.require("openssl");
        Pem.writeCertificate(root.certificate(), directory.resolve("root.crt"));
        Pem.write(server, directory.resolve("server.crt"), directory.resolve("server.key"));
    }

    @Test
    void theirResponderIsUnderstood() throws Exception {
        Pem.write(issue(CertificateProfile.ocspSigner("OCSP")), file("signer.crt"), file("signer.key"));
        Pem.write(root.identity(), file("ca.crt"), file("ca.key"));
        var good = server.certificate();
        var bad = issue(CertificateProfile.tlsServer("localhost")).certificate();
        var other = issue(CertificateProfile.tlsServer("localhost")).certificate();
        Files.writeString(
                file("index.txt"),
                "V\t491231235959Z\t\t" + hex(good)
                        + "\tunknown\t/CN=good\nR\t491231235959Z\t260101000000Z,keyCompromise\t" + hex(bad)
                        + "\tunknown\t/CN=bad\n");
        for (var signer : List.of("-rsigner signer.crt -rkey signer.key", "-rsigner ca.crt -rkey ca.key")) {
            try (var responder = HttpStub.answering(posted -> ofOpenssl(posted, signer))) {
                var policy = OcspRevocation.of(responder.uri());
                policy.check(path(good));
                assertThat(responder.requests()).isEqualTo(1);
                var revoked = refusal(policy, bad);
                assertThat(revoked.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED);
                assertThat(revoked).hasMessageContaining("keyCompromise").hasMessageContaining("2026-01-01 00:00 UTC");
                var unknown = refusal(policy, other);
                assertThat(unknown.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
                assertThat(unknown).hasMessageContaining("does not know this certificate");
                OcspRevocation.builder()
                        .responder(responder.uri())
                        .sha256CertIds()
                        .build()
                        .check(path(good));
            }
        }
        Pem.write(issue(CertificateProfile.tlsClient("ada")), file("ada.crt"), file("ada.key"));
        try (var responder = HttpStub.answering(posted -> ofOpenssl(posted, "-rsigner ada.crt -rkey ada.key"))) {
            var refused = refusal(OcspRevocation.of(responder.uri()), good);
            assertThat(refused.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
            assertThat(refused).hasMessageContaining("lacks the extended key usage OCSPSigning");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "CONSCRYPT"})
    void whatAServerStaplesIsTaken(TlsProvider provider) throws Exception {
        staple("good.der");
        root.revoke(server.certificate().getSerialNumber(), RevocationReason.SUPERSEDED);
        staple("revoked.der");

        assertThat(connect(provider, "-status_file", "good.der")).isNull();
        var revoked = connect(provider, "-status_file", "revoked.der");
        assertThat(revoked.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED);
        assertThat(revoked).hasMessageContaining("says an answer that the peer sent along");
        var silent = connect(provider);
        assertThat(silent.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        assertThat(silent).hasMessageContaining(NOBODY.toString());
    }

    /** With TLS 1.3 it tells nobody what it got, and so somebody has to be asked. */
    @Test
    void bouncyCastleKeepsToItselfWhatAServerStaples() throws Exception {
        staple("good.der");
        var refused = connect(TlsProvider.BOUNCY_CASTLE, "-status_file", "good.der");
        assertThat(refused.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        assertThat(refused).hasMessageContaining(NOBODY.toString());
    }

    private void staple(String name) throws Exception {
        Program.run(directory, "openssl ocsp -issuer root.crt -cert server.crt -no_nonce -reqout request.der")
                .succeeded();
        var responder = OcspResponder.builder(root)
                .signer(root.issue(CertificateProfile.ocspSigner("OCSP")))
                .build();
        Files.write(
                file(name),
                responder.answer(Files.readAllBytes(file("request.der"))).encoded());
    }

    private SecureChannelException connect(TlsProvider provider, String... options) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:0", "-tls1_3", "-rev"));
        command.addAll(List.of("-cert", "server.crt", "-key", "server.key"));
        command.addAll(List.of(options));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader(StandardCharsets.US_ASCII)) {
            return handshake(provider, port(output));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private SecureChannelException handshake(TlsProvider provider, int port) throws Exception {
        var policy = OcspRevocation.builder()
                .responder(NOBODY)
                .nonce(OcspNonce.OPTIONAL)
                .build();
        var tls = TlsContextFactory.clientBuilder(Trust.only(root.certificate()))
                .provider(provider)
                .revocation(policy)
                .build();
        var config = ClientConfig.tls(tls).framing(Framing.none()).build();
        try (var channel = SecureChannel.connect("localhost", port, config)) {
            channel.outputStream().write("stressed\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(channel.inputStream().readNBytes(9))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("desserts\n");
            return null;
        } catch (SecureChannelException e) {
            return e;
        }
    }

    private static int port(BufferedReader output) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            var found = ACCEPT.matcher(line);
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
        }
        throw new AssertionError("openssl s_server listens nowhere");
    }

    private byte[] ofOpenssl(byte[] request, String signer) throws Exception {
        Files.write(file("asked.der"), request);
        Program.run(
                        directory,
                        "openssl ocsp -index index.txt -CA root.crt " + signer
                                + " -reqin asked.der -respout answer.der -nmin 5")
                .succeeded();
        return Files.readAllBytes(file("answer.der"));
    }

    private List<X509Certificate> path(X509Certificate certificate) {
        return List.of(certificate, root.certificate());
    }

    private SecureChannelException refusal(OcspRevocation policy, X509Certificate certificate) {
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(path(certificate)));
    }

    private Identity issue(CertificateProfile profile) {
        try {
            return root.issue(profile);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static String hex(X509Certificate certificate) {
        var digits = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }
}
