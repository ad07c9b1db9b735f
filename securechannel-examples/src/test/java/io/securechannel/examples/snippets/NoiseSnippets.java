package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseProvider;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The snippets about Noise; what stands between a marker and its end is in the documentation, letter for letter. */
final class NoiseSnippets {

    private NoiseSnippets() {}

    static void client(int port, NoiseKeyPair myKeys, NoisePublicKey serverKey) throws IOException {
        // snippet: noise-client
        var config = ClientConfig.noise(myKeys, Trust.pinned(serverKey)).build();
        try (var channel = SecureChannel.connect("localhost", port, config)) {
            channel.sendText("hello");
            System.out.println(channel.receiveText().orElse("closed"));
        }
        // end
    }

    static SecureChannelServer server(InetSocketAddress address, NoiseKeyPair serverKeys, Set<NoisePublicKey> members)
            throws IOException {
        // snippet: noise-server
        var clients = Trust.allow(members::contains);
        var config = ServerConfig.noise(serverKeys, clients).build();
        var server = SecureChannelServer.listen(address, config, channel -> channel.forEachMessage(channel::send));
        // end
        return server;
    }

    static NoisePublicKey keys(KeyStoreManager store) throws KeyMaterialException {
        // snippet: noise-keys
        try (var made = NoiseKeyPair.generate()) {
            store.put("server", made);
        }
        var serverKeys = store.get("server", NoiseKeyPair.class); // to be closed when the program ends
        var text = serverKeys.publicKey().text(); // scn1… and 58 characters more: tell it to the clients
        // end
        // snippet: noise-public-key
        var serverKey = NoisePublicKey.parse(text);
        // end
        serverKeys.close();
        return serverKey;
    }

    static void start(InetSocketAddress here, BiConsumer<Integer, String> talkTo) throws IOException {
        // snippet: noise-start-server
        try (var keys = NoiseKeyPair.generate()) { // has to stay open as long as the server
            var config = ServerConfig.noise(keys).build(); // lets everybody in
            try (var server =
                    SecureChannelServer.listen(here, config, channel -> channel.forEachMessage(channel::send))) {
                talkTo.accept(server.port(), keys.publicKey().text()); // scn1…: what clients have to be told
            }
        }
        // end
    }

    static void startClient(int port, String text) throws IOException, KeyMaterialException {
        // snippet: noise-start-client
        var config =
                ClientConfig.noise(Trust.pinned(NoisePublicKey.parse(text))).build();
        try (var channel = SecureChannel.connect("localhost", port, config)) {
            channel.sendText("hello");
            System.out.println(channel.receiveText().orElse("closed"));
        }
        // end
    }

    static ClientConfig anonymous(NoisePublicKey serverKey) {
        // snippet: noise-anonymous
        var config = ClientConfig.noise(Trust.pinned(serverKey)).build();
        // end
        return config;
    }

    static SecureChannel meet(
            KeyStoreManager store, String host, int port, NoiseKeyPair myKeys, Predicate<NoisePublicKey> askSomebody)
            throws IOException, KeyMaterialException {
        // snippet: noise-known
        var known = store.knownPeers();
        var config = ClientConfig.noise(myKeys, Trust.known(known)).build();
        try {
            return SecureChannel.connect(host, port, config);
        } catch (SecureChannelException e) {
            var shown =
                    e.shownKey().isPresent() ? NoisePublicKey.parse(e.shownKey().get()) : null;
            if (shown == null || !askSomebody.test(shown)) { // shows shortFingerprint(), and asks
                throw e;
            }
            known.confirm(host + ":" + port, shown);
        }
        return SecureChannel.connect(host, port, config);
        // end
    }

    static ClientConfig besideKeys(NoiseKeyPair myKeys, NoisePublicKey serverKey, SharedSecret secret) {
        // snippet: noise-secret
        var context = NoiseContext.forClient(Trust.pinned(serverKey))
                .identity(myKeys)
                .sharedSecret(secret)
                .build();
        var config = ClientConfig.noise(context).build();
        // end
        return config;
    }

    static ServerConfig secretAlone(SharedSecret secret) {
        // snippet: noise-secret-alone
        var config = ServerConfig.noise(NoiseContext.forServer(secret).build()).build();
        // end
        return config;
    }

    static ServerConfig rotation(NoiseKeyPair serverKeys, NoiseKeyPair nextKeys) {
        // snippet: noise-next
        var context = NoiseContext.forServer(serverKeys).next(nextKeys).build();
        var config = ServerConfig.noise(context).build();
        // end
        return config;
    }

    static ServerConfig provider(NoiseKeyPair serverKeys) {
        // snippet: noise-provider
        var context = NoiseContext.forServer(serverKeys)
                .provider(NoiseProvider.CONSCRYPT)
                .alsoClassical()
                .build();
        // end
        return ServerConfig.noise(context).build();
    }
}
