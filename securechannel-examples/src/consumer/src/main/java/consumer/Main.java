package consumer;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A program as a user would write it: it sees the published jars and nothing else. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        var root = CertificateAuthority.create("Consumer CA");
        var identity = root.issue(CertificateProfile.tlsServer("localhost"));
        var serverConfig =
                ServerConfig.tls(TlsContextFactory.forServer(identity)).build();
        var clientConfig = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(root.certificate())))
                .build();

        var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        try (var server = SecureChannelServer.listen(address, serverConfig, each -> each.forEachMessage(each::send));
                var channel = SecureChannel.connect("localhost", server.port(), clientConfig)) {
            channel.sendText("hello");
            System.out.println("the server is " + channel.peer() + ", over " + channel.protocol());
            System.out.println("it answers: " + channel.receiveText().orElseThrow());
        }

        System.out.println("consumer: Conscrypt is " + (TlsProvider.CONSCRYPT.available() ? "here" : "missing"));
        if (!TlsProvider.CONSCRYPT.available()) {
            try {
                var never = TlsContextFactory.clientBuilder(Trust.only(root.certificate()))
                        .provider(TlsProvider.CONSCRYPT)
                        .build();
                throw new AssertionError("built without its jar: " + never);
            } catch (IllegalStateException e) {
                System.out.println("consumer: " + e.getMessage());
            }
        }

        // The tests look for this line.
        System.out.println("consumer: done");
    }
}
