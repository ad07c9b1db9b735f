package io.securechannel.soak;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.auth.LoginPair;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;

/** How clients connect to the {@link SoakServers}. */
final class SoakClients {

    private final SoakServers servers;
    private final NoiseKeyPair keys = NoiseKeyPair.generate();
    private final TlsContextFactory.Client fixed;
    private final ClientConfig full;
    private final ClientConfig noise;

    SoakClients(SoakServers servers) throws KeyMaterialException {
        this.servers = servers;
        this.fixed = TlsContextFactory.forClient(Trust.only(servers.fixedCa.certificate()));
        this.full = tls(TlsProvider.JDK, false);
        this.noise = noise(servers.keys.noiseAllowed());
    }

    /** {@return a client whose own identity and whose trust are replaced while it is used} */
    ClientConfig tls(TlsProvider provider, boolean resumes) throws KeyMaterialException {
        var builder = TlsContextFactory.clientBuilder(servers.keys::trust)
                .provider(provider)
                .identity(servers.keys::client)
                .reloadInterval(ofMillis(100));
        return quiet(ClientConfig.tls((resumes ? builder : builder.withoutResumption()).build()));
    }

    /** {@return the same, without resumption} */
    ClientConfig tls() {
        return full;
    }

    /** {@return a client that knows the keys that count now} */
    ClientConfig noise() {
        return noise;
    }

    /** {@return a connection with those keys pinned} */
    SecureChannel connectPinned() throws IOException {
        return servers.keys.connectPinned(pins -> servers.noise.connect(noise(pins)));
    }

    private ClientConfig noise(KeyTrust trust) {
        return quiet(ClientConfig.noise(keys, trust));
    }

    /** {@return a client of the servers whose keys stay, without a login} */
    ClientConfig fixedTls() {
        return quiet(ClientConfig.tls(fixed));
    }

    ClientConfig fixedNoise() {
        return quiet(fixedNoiseBuilder());
    }

    ClientConfig tlsLogin(String user, String password) {
        return quiet(ClientConfig.tls(fixed).login(LoginPair.password(user, password)));
    }

    ClientConfig noiseLogin(String user, String password) {
        return quiet(fixedNoiseBuilder().login(LoginPair.password(user, password)));
    }

    private ClientConfig.Builder fixedNoiseBuilder() {
        return ClientConfig.noise(Trust.pinned(servers.fixedNoise.publicKey()));
    }

    private static ClientConfig quiet(ClientConfig.Builder builder) {
        return builder.handshakeTimeout(ofSeconds(30)).listener(event -> {}).build();
    }
}
