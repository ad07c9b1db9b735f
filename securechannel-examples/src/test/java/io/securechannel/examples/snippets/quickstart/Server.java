package io.securechannel.examples.snippets.quickstart;

// snippet: quick-server
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.Pem;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;

public class Server {

    public static void main(String[] arguments) throws Exception {
        int port = arguments.length == 0 ? 7443 : Integer.parseInt(arguments[0]);
        var identity = DevCertificates.localhost(); // a key, and a certificate signed by it
        Pem.writeCertificate(identity.certificate(), Path.of("server.crt")); // for the client

        var config = ServerConfig.tls(TlsContextFactory.forServer(identity)).build();
        var here = new InetSocketAddress("localhost", port); // for this machine alone
        try (var server = SecureChannelServer.listen(here, config, channel -> {
            System.out.println("connected: " + channel.peer());
            channel.forEachMessage(channel::send);
        })) {
            System.out.println("listening at port " + server.port());
            server.awaitClose();
        }
    }
}
// end
