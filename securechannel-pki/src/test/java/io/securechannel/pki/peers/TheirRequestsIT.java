package io.securechannel.pki.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.NamePolicy;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RequestedName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that other programs made, signed by our authority. */
@Tag("it")
@Timeout(60)
class TheirRequestsIT {

    private static final CertificateAuthority ROOT = CertificateAuthority.create("Example Root CA");
    private static final NamePolicy CHAT = NamePolicy.within("chat.example").or(NamePolicy.addresses("10.0.0.0/8"));

    @TempDir
    Path directory;

    @ParameterizedTest(name = "openssl: {0}")
    @CsvSource({
        "RSA 2048, -newkey rsa:2048",
        "RSA 3072, -newkey rsa:3072",
        "EC P-256, -newkey ec -pkeyopt ec_paramgen_curve:P-256",
        "EC P-384, -newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384",
        "EC P-521, -newkey ec -pkeyopt ec_paramgen_curve:P-521 -sha512",
        "Ed25519, -newkey ed25519",
        "in DER, -newkey ec -pkeyopt ec_paramgen_curve:P-256 -outform DER"
    })
    void opensslGetsACertificateForItsKey(String what, String options) throws Exception {
        opensslRequest("DNS:www.chat.example,DNS:chat.example,IP:10.0.0.7", options);
        var request = CertificateRequest.read(directory.resolve("server.csr"));
        var identity = sign(request, CHAT);

        assertThat(request.names())
                .extracting(RequestedName::text)
                .containsExactly("www.chat.example", "chat.example", "10.0.0.7");
        assertThat(run("openssl x509 -noout -pubkey -in server.crt").succeeded())
                .isEqualTo(run("openssl pkey -pubout -in server.key").succeeded());
        for (var host : List.of("www.chat.example", "chat.example", "10.0.0.7")) {
            Question.server(ROOT.certificate(), identity, host)
                    .askOpenssl(directory)
                    .succeeded();
        }
        Question.client(ROOT.certificate(), identity).askOpenssl(directory).failedWith("certificate purpose");
    }

    @Test
    void whatElseItWouldLikeIsLeftOut() throws Exception {
        opensslRequest(
                "DNS:chat.example",
                "-newkey ed25519 -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
                        + " -addext extendedKeyUsage=clientAuth,codeSigning");
        sign(CertificateRequest.read(directory.resolve("server.csr")), CHAT);
        var text = run("openssl x509 -noout -text -in server.crt").succeeded();

        assertThat(text)
                .contains("CA:FALSE", "Digital Signature", "TLS Web Server Authentication")
                .doesNotContain("CA:TRUE", "Certificate Sign", "TLS Web Client Authentication", "Code Signing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DNS:evil.example",
                "DNS:www.chat.example,DNS:evil.example",
                "DNS:*.chat.example",
                "IP:192.0.2.1",
                "email:ada@chat.example",
                "URI:https://chat.example/",
                "otherName:1.2.3.4;UTF8:chat.example"
            })
    void aNameThatPolicyDoesNotGrantRefusesTheWholeRequest(String names) throws Exception {
        opensslRequest(names, "-newkey ed25519");
        var request = CertificateRequest.read(directory.resolve("server.csr"));

        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.sign(request, CertificateProfile.tlsServer(), CHAT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
    }

    @Test
    void aSignatureThatOpensslRefusesIsRefused() throws Exception {
        opensslRequest("DNS:chat.example", "-newkey ed25519 -outform DER");
        var encoded = Files.readAllBytes(directory.resolve("server.csr"));
        encoded[encoded.length - 40] ^= 1;
        Files.write(directory.resolve("server.csr"), encoded);

        // OpenSSL 3.0 says so, and ends as if all were well.
        assertThat(run("openssl req -verify -noout -inform DER -in server.csr").output())
                .contains("verify failure");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.parse(encoded))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BAD_SIGNATURE));
    }

    @Test
    void aSignatureByPssIsRefusedWithAdviceThatHelps() throws Exception {
        opensslRequest("DNS:chat.example", "-newkey rsa:2048 -sigopt rsa_padding_mode:pss");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.read(directory.resolve("server.csr")))
                .withMessageContaining("openssl req -new -sha256 -key")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));

        run("openssl req -new -sha256 -key server.key -subj / -addext subjectAltName=DNS:chat.example -out server.csr")
                .succeeded();
        var identity = sign(CertificateRequest.read(directory.resolve("server.csr")), CHAT);
        Question.server(ROOT.certificate(), identity, "chat.example")
                .askOpenssl(directory)
                .succeeded();
    }

    @Test
    void certtoolGetsACertificateForItsKey() throws Exception {
        Program.require("certtool");
        Files.writeString(
                directory.resolve("template"), "cn = chat.example\ndns_name = chat.example\nip_address = 10.0.0.7\n");
        run("certtool --generate-privkey --key-type ecdsa --outfile server.key").succeeded();
        run("certtool --generate-request --load-privkey server.key --template template --outfile server.csr")
                .succeeded();
        var identity = sign(CertificateRequest.read(directory.resolve("server.csr")), CHAT);

        Question.server(ROOT.certificate(), identity, "10.0.0.7")
                .askCerttool(directory)
                .succeeded();
    }

    @Test
    void keytoolInstallsItsCertificateIfItTrustsTheRoot() throws Exception {
        keytool("-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=chat.example")
                .succeeded();
        keytool("-certreq -alias server -ext san=dns:chat.example,ip:10.0.0.7 -file server.csr")
                .succeeded();
        var request = CertificateRequest.read(directory.resolve("server.csr"));
        writeChain(ROOT.sign(request, CertificateProfile.tlsServer(), CHAT));
        Pem.writeCertificate(ROOT.certificate(), directory.resolve("root.crt"));

        var other = CertificateAuthority.create("Example Root CA");
        var install = "-importcert -noprompt -alias server -file server.crt";
        keytool(install).failedWith("Failed to establish chain from reply");
        keytool("-importcert -noprompt -alias root -file root.crt").succeeded();
        writeChain(
                List.of(ROOT.issue(CertificateProfile.tlsServer("chat.example")).certificate()));
        keytool(install).failedWith("don't match");
        writeChain(other.sign(request, CertificateProfile.tlsServer(), CHAT));
        keytool(install).failedWith("Failed to establish chain from reply");
        writeChain(ROOT.sign(request, CertificateProfile.tlsServer(), CHAT));
        assertThat(keytool(install).succeeded()).contains("Certificate reply was installed in keystore");
        assertThat(keytool("-list -v -alias server").succeeded())
                .contains("Certificate chain length: 2", "DNSName: chat.example", "IPAddress: 10.0.0.7");
    }

    private void opensslRequest(String alternativeNames, String options) throws Exception {
        Program.require("openssl");
        run("openssl req -new -nodes -subj /O=Example -addext subjectAltName=" + alternativeNames
                        + " -keyout server.key -out server.csr " + options)
                .succeeded();
    }

    private Identity sign(CertificateRequest request, NamePolicy policy) throws Exception {
        writeChain(ROOT.sign(request, CertificateProfile.tlsServer(), policy));
        return Identity.fromPem(directory.resolve("server.crt"), directory.resolve("server.key"));
    }

    private void writeChain(List<X509Certificate> chain) throws Exception {
        Pem.writeCertificates(chain, directory.resolve("server.crt"));
    }

    private Program.Result keytool(String options) throws Exception {
        return run(Program.keytool() + " -J-Duser.language=en " + options + " -keystore keys.p12 -storepass changeit");
    }

    private Program.Result run(String command) throws Exception {
        return Program.run(directory, command);
    }
}
