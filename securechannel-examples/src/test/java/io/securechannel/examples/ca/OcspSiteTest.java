package io.securechannel.examples.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.InProcess;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import io.securechannel.pki.ocsp.OcspNonce;
import io.securechannel.pki.ocsp.OcspResponder;
import io.securechannel.pki.ocsp.OcspRevocation;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The responder of {@code ca ocsp} over HTTP, and the signer that it keeps. */
@Tag("verify")
@Timeout(30)
class OcspSiteTest {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void itAnswersByPostAndByGet() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var ada = root.issue(CertificateProfile.tlsClient("ada")).certificate();
        var path = List.of(ada, root.certificate());
        try (var site =
                start(OcspResponder.builder(root).reloadInterval(Duration.ZERO).build())) {
            var policy = OcspRevocation.builder()
                    .responder(uri(site, "/ocsp"))
                    .cacheFor(Duration.ZERO)
                    .build();
            policy.check(path);
            var base64 = Base64.getEncoder().encodeToString(request(root.certificate(), ada));
            var encoded = URLEncoder.encode(base64, StandardCharsets.US_ASCII);
            for (var each : List.of("/" + base64, "/" + encoded, "/ocsp/" + encoded, "/ocsp//" + base64)) {
                var answer = get(site, each);
                assertThat(answer.getHeaderField("Content-Type")).isEqualTo("application/ocsp-response");
                assertThat(answer.getHeaderField("Cache-Control"))
                        .matches("max-age=3[56]\\d\\d, public, no-transform, must-revalidate");
                assertThat(new OCSPResp(answer.getInputStream()).getStatus()).isZero();
            }
            root.revoke(ada.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
            assertThatThrownBy(() -> policy.check(path))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.CERTIFICATE_REVOKED));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsNoRequestIsAnsweredInOrder() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        try (var site = start(OcspResponder.of(root))) {
            for (var path : List.of("/", "/x", "/%", "/AAAA", "/" + "A".repeat(20_000))) {
                var answer = get(site, path);
                if (answer.getResponseCode() == 200) {
                    assertThat(new OCSPResp(answer.getInputStream()).getStatus())
                            .isEqualTo(1);
                    assertThat(answer.getHeaderField("Cache-Control")).isEqualTo("no-store");
                } else {
                    assertThat(answer.getResponseCode()).as(path).isBetween(400, 499);
                }
            }
            var large = open(site, "/");
            large.setDoOutput(true);
            large.getOutputStream().write(new byte[17 << 10]);
            assertThat(new OCSPResp(large.getInputStream()).getStatus()).isEqualTo(1);
            var put = open(site, "/");
            put.setRequestMethod("PUT");
            assertThat(put.getResponseCode()).isEqualTo(405);
            assertThat(put.getHeaderField("Allow")).isEqualTo("GET, POST");
        }
        assertThat(told).as("strangers fill no terminal").isEmpty();
    }

    /** Each has a thread of its own, so that half requests hold nobody else up. */
    @Test
    void halfRequestsHoldNobodyUp() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var ada = root.issue(CertificateProfile.tlsClient("ada")).certificate();
        var half = new ArrayList<Socket>();
        try (var site = start(OcspResponder.of(root))) {
            for (int each = 0; each < 40; each++) {
                var socket = new Socket(LOOPBACK.getAddress(), site.port());
                half.add(socket);
                socket.getOutputStream()
                        .write("POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            OcspRevocation.builder()
                    .responder(uri(site, "/ocsp"))
                    .timeout(Duration.ofSeconds(8))
                    .build()
                    .check(List.of(ada, root.certificate()));
            var last = half.get(half.size() - 1);
            last.setSoTimeout(1);
            assertThatThrownBy(() -> last.getInputStream().read())
                    .as("the half requests are still there")
                    .isInstanceOf(SocketTimeoutException.class);
        } finally {
            for (var each : half) {
                each.close();
            }
        }
    }

    @Test
    void verifyAsksIt() throws Exception {
        var line = new InProcess(directory);
        var root = CertificateAuthority.create("Example Root CA");
        var ada = root.issue(CertificateProfile.tlsClient("ada")).certificate();
        Pem.writeCertificate(root.certificate(), line.file("root.crt"));
        Pem.writeCertificate(ada, line.file("ada.crt"));
        Pem.writeCrl(root.crl(), line.file("ca.crl"));
        try (var site =
                start(OcspResponder.builder(root).reloadInterval(Duration.ZERO).build())) {
            var ask = "ca verify @ada.crt --ca @root.crt --ocsp " + uri(site, "/ocsp");
            assertThat(line.run(ask).done()).contains("good as a client", ", not revoked");
            root.revoke(ada.getSerialNumber(), RevocationReason.SUPERSEDED);
            assertThat(line.run(ask).failed()).contains("(CERTIFICATE_REVOKED)");
            assertThat(line.run(ask + " --crl @ca.crl").failed()).contains("(CERTIFICATE_REVOKED)");
        }
        var silent = "ca verify @ada.crt --ca @root.crt --ocsp http://127.0.0.1:1/";
        assertThat(line.run(silent).failed()).contains("(REVOCATION_UNKNOWN)");
        assertThat(line.run(silent + " --crl @ca.crl").done()).contains(", not revoked");
        assertThat(line.run("ca verify @ada.crt --ca @root.crt --ocsp https://x.example/")
                        .wrong())
                .contains("it has to begin with http:");
    }

    @Test
    void theSignerIsKeptAndRenewed() throws Exception {
        new InProcess(directory).store("ca init", "Example Root CA").done();
        try (var keys = new InProcess(directory).open()) {
            InstantSource clock = now::get;
            var root = CertificateAuthority.open(keys, "ca", clock);
            var signers = new CopyOnWriteArrayList<Identity>();
            var settings = new OcspSignerKeeper.Settings(Duration.ofDays(30), clock, signers::add, told::add);
            var keeper = OcspSignerKeeper.open(root, keys, "ca.ocsp", settings);
            assertThat(signers).hasSize(1);
            assertThat(keeper.current().certificate()).isEqualTo(signers.get(0).certificate());
            var again = OcspSignerKeeper.open(root, keys, "ca.ocsp", settings);
            assertThat(again.current().certificate()).isEqualTo(signers.get(0).certificate());
            now.set(now.get().plus(Duration.ofDays(19)));
            again.current();
            assertThat(signers).as("not before a third is left").hasSize(1);
            now.set(now.get().plus(Duration.ofDays(2)));
            assertThat(again.current().certificate()).isEqualTo(signers.get(1).certificate());
            assertThat(stored(keys)).isEqualTo(signers.get(1).certificate());
            var responder = OcspResponder.builder(root).signer(again).build();
            var ada = root.issue(CertificateProfile.tlsClient("ada")).certificate();
            try (var site = start(responder)) {
                OcspRevocation.builder()
                        .responder(uri(site, "/"))
                        .nonce(OcspNonce.NONE)
                        .clock(clock)
                        .build()
                        .check(List.of(ada, root.certificate()));
            }
        }
    }

    @Test
    void itsOwnTroublesAreTold() throws Exception {
        var root =
                CertificateAuthority.builder("Example Root CA").clock(now::get).build();
        var signer = root.issue(CertificateProfile.ocspSigner("OCSP").withValidity(Duration.ofDays(1)));
        var responder = OcspResponder.builder(root).signer(signer).build();
        now.set(now.get().plus(Duration.ofDays(2)));
        try (var site = start(responder)) {
            var base64 = Base64.getUrlEncoder().encodeToString(new byte[] {1});
            get(site, "/" + base64).getResponseCode();
            var request = Base64.getEncoder().encodeToString(request(root.certificate(), root.certificate()));
            var answer = get(site, "/" + URLEncoder.encode(request, StandardCharsets.US_ASCII));
            assertThat(new OCSPResp(answer.getInputStream()).getStatus()).isEqualTo(3);
        }
        assertThat(told).singleElement().asString().contains("TRY_LATER: the certificate of the signer [CN=OCSP]");
    }

    /** Another signs on for as long as it is valid, where the next one cannot be kept; it is said once a minute. */
    @Test
    void aSignerThatCannotBeRenewedSignsOn() throws Exception {
        new InProcess(directory).store("ca init", "Example Root CA").done();
        try (var keys = new InProcess(directory).open()) {
            InstantSource clock = now::get;
            var root = CertificateAuthority.open(keys, "ca", clock);
            var first = root.issue(CertificateProfile.ocspSigner("OCSP signer").withValidity(Duration.ofDays(30)));
            keys.put("ca.ocsp", first);
            var settings = new OcspSignerKeeper.Settings(Duration.ofDays(30), clock, fresh -> {}, told::add);
            var keeper = OcspSignerKeeper.open(root, keys, "ca.ocsp", settings);
            now.set(now.get().plus(Duration.ofDays(21)));
            var lock = keys.file().resolveSibling(keys.file().getFileName() + ".lock");
            Files.deleteIfExists(lock);
            Files.createDirectory(lock);
            assertThat(keeper.current().certificate()).isEqualTo(first.certificate());
            assertThat(keeper.current().certificate()).isEqualTo(first.certificate());
            assertThat(told).singleElement().asString().startsWith("no new signer, although it is time: ");
            Files.delete(lock);
            assertThat(keeper.current().certificate()).isEqualTo(first.certificate());
            now.set(now.get().plus(Duration.ofMinutes(1)));
            assertThat(keeper.current().certificate()).isNotEqualTo(first.certificate());
        }
    }

    private static X509Certificate stored(KeyStoreManager keys) throws Exception {
        return keys.get("ca.ocsp", Identity.class).certificate();
    }

    private OcspSite start(OcspResponder responder) throws IOException {
        return OcspSite.start(LOOPBACK, responder, now::get, told::add);
    }

    private static URI uri(OcspSite site, String path) {
        return URI.create("http://127.0.0.1:" + site.port() + path);
    }

    private static HttpURLConnection open(OcspSite site, String path) throws IOException {
        var connection = (HttpURLConnection) new URL("http", "127.0.0.1", site.port(), path).openConnection();
        connection.setRequestProperty("Connection", "close");
        return connection;
    }

    private static HttpURLConnection get(OcspSite site, String path) throws IOException {
        return open(site, path);
    }

    private static byte[] request(X509Certificate issuer, X509Certificate certificate) throws Exception {
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        return new OCSPReqBuilder()
                .addRequest(new CertificateID(
                        digests.get(CertificateID.HASH_SHA1),
                        new JcaX509CertificateHolder(issuer),
                        certificate.getSerialNumber()))
                .build()
                .getEncoded();
    }
}
