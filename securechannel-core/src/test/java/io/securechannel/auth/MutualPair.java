package io.securechannel.auth;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;

/** Configurations whose client shows a certificate. */
final class MutualPair {

    private static final TestCa CA = TestCa.create("Mutual Test CA");
    private static final TlsContextFactory.Server SERVER = TlsContextFactory.serverBuilder(CA.server(ChannelPair.HOST))
            .requireClientCertificate(Trust.only(CA.certificate()))
            .build();

    private MutualPair() {}

    static ClientConfig.Builder client(String name) {
        return ClientConfig.tls(TlsContextFactory.clientBuilder(Trust.only(CA.certificate()))
                        .identity(CA.client(name))
                        .build())
                .listener(event -> {});
    }

    static ServerConfig.Builder server() {
        return ServerConfig.tls(SERVER).listener(event -> {});
    }
}
