package io.securechannel.examples.snippets.quickstart;

// snippet: quick-client
import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Path;

public class Client {

    public static void main(String[] arguments) throws Exception {
        int port = arguments.length == 0 ? 7443 : Integer.parseInt(arguments[0]);
        var trust = Trust.only(Path.of("server.crt")); // a self-signed certificate is its own authority
        var config = ClientConfig.tls(TlsContextFactory.forClient(trust)).build();
        try (var channel = SecureChannel.connect("localhost", port, config)) {
            channel.sendText("hello");
            System.out.println(channel.receiveText().orElse("closed"));
        }
    }
}
// end
