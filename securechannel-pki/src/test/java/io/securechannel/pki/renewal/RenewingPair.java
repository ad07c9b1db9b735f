package io.securechannel.pki.renewal;

import io.securechannel.ChannelHandler;
import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import javax.crypto.spec.SecretKeySpec;

/** An authority with its renewal service, and a key store with a certificate of it. */
final class RenewingPair implements AutoCloseable {

    static final String ENTRY = "server";
    static final CertificateProfile BOTH = CertificateProfile.tlsServerAndClient("localhost", "127.0.0.1");
    static final Duration VALIDITY = Duration.ofDays(30);

    final CertificateAuthority authority = CertificateAuthority.create("Renewing Root");
    final KeyStoreManager keys;
    private final SecureChannelServer service;

    RenewingPair(Path directory, CertificateProfile profile, Duration validity) throws Exception {
        this(directory, profile, authority -> RenewalService.of(authority, validity));
    }

    RenewingPair(Path directory, CertificateProfile profile, Function<CertificateAuthority, RenewalService> renewal)
            throws Exception {
        keys = KeyStoreManager.create(
                directory.resolve("server.keys"), KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES")));
        keys.put(ENTRY, authority.issue(profile));
        var tls = TlsContextFactory.serverBuilder(authority.issue(CertificateProfile.tlsServer("localhost")))
                .requireClientCertificate(Trust.only(authority.certificate()))
                .withoutResumption()
                .build();
        service = SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerConfig.tls(tls).listener(event -> {}).build(),
                renewal.apply(authority)::serve);
    }

    /** What answers instead of the service. */
    static SecureChannelServer answering(RenewingPair pair, byte[] answer) throws Exception {
        return instead(pair, channel -> {
            if (channel.receive().isPresent()) {
                channel.send(answer);
            }
        });
    }

    /** What reads each request instead of the service, and never answers. */
    static SecureChannelServer silent(RenewingPair pair) throws Exception {
        return instead(pair, channel -> channel.forEachMessage(request -> {}));
    }

    static SecureChannelServer instead(RenewingPair pair, ChannelHandler handler) throws Exception {
        var tls = TlsContextFactory.serverBuilder(pair.authority.issue(CertificateProfile.tlsServer("localhost")))
                .requireClientCertificate(Trust.only(pair.authority.certificate()))
                .build();
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerConfig.tls(tls).listener(event -> {}).build(),
                handler);
    }

    SecureChannel connect() throws SecureChannelException {
        return connect(service.port());
    }

    SecureChannel connect(int port) throws SecureChannelException {
        return SecureChannel.connect("localhost", port, client());
    }

    /** How a client shows the certificate that the entry has now. */
    ClientConfig client() {
        try {
            var tls = TlsContextFactory.clientBuilder(Trust.only(authority.certificate()))
                    .identity(keys.get(ENTRY, Identity.class))
                    .build();
            return ClientConfig.tls(tls).listener(event -> {}).build();
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        keys.close();
    }
}
