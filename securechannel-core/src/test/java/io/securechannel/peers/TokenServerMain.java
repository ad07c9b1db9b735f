package io.securechannel.peers;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;

/**
 * Serves TLS with the key of a PKCS#11 token, and says whether the key can be exported; a process of its own because the
 * token's library takes its configuration from the environment. Arguments: the configuration of SunPKCS11, the PIN, the alias
 * and a file to which nothing is written. It ends with its standard input.
 */
final class TokenServerMain {

    private TokenServerMain() {}

    public static void main(String[] arguments) throws Exception {
        var provider = Security.getProvider("SunPKCS11").configure(arguments[0]);
        Security.addProvider(provider); // the JDK's TLS looks for the signer among the installed ones alone
        var store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, arguments[1].toCharArray());
        var identity = Identity.fromKeyStore(store, arguments[2]);
        System.out.println("ENCODED " + (identity.privateKey().getEncoded() != null));
        try (var password = Password.copyOf("any".toCharArray())) {
            identity.writePkcs12(Path.of(arguments[3]), password);
            System.out.println("EXPORTED");
        } catch (KeyMaterialException e) {
            System.out.println("EXPORT " + e.reason() + " " + e.getMessage());
        }
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity)).build();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = SecureChannelServer.listen(
                address, config, channel -> channel.forEachMessage(message -> channel.send(message)))) {
            System.out.println("PORT " + server.port());
            System.in.readAllBytes();
        }
    }
}
