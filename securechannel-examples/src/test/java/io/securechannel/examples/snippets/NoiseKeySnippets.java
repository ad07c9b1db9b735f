package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.KnownPeers;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.function.Predicate;

/** The snippets about Noise keys. */
final class NoiseKeySnippets {

    private NoiseKeySnippets() {}

    static void make(KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: noise-key-make
        keys.put("server", NoiseKeyPair.generate());
        try (var pair = keys.get("server", NoiseKeyPair.class)) {
            System.out.println(pair.publicKey().text()); // scn1…: to be sent
            System.out.println(pair.publicKey().shortFingerprint()); // 30 digits: to be read aloud
        }
        // end
    }

    static ServerConfig members(KeyStoreManager keys, String ada, String bob) throws GeneralSecurityException {
        // snippet: noise-key-members
        var members = Set.of(NoisePublicKey.parse(ada), NoisePublicKey.parse(bob));
        var context = NoiseContext.forServer(keys.liveNoiseKeys("server"))
                .clients(Trust.allow(members::contains))
                .build();
        var config = ServerConfig.noise(context).build();
        // end
        return config;
    }

    static ClientConfig pinned(NoiseKeyPair me, String told) throws GeneralSecurityException {
        // snippet: noise-key-pin
        var server = NoisePublicKey.parse(told); // a mistyped one is refused
        var config = ClientConfig.noise(me, Trust.pinned(server)).build();
        // end
        return config;
    }

    // snippet: noise-known-peers
    static SecureChannel connect(
            String host, int port, NoiseKeyPair me, KeyStoreManager keys, Predicate<String> personAgrees)
            throws IOException, GeneralSecurityException {
        var known = keys.knownPeers();
        var config = ClientConfig.noise(me, Trust.known(known)).build();
        try {
            return SecureChannel.connect(host, port, config);
        } catch (SecureChannelException e) {
            if (e.reason() != Reason.UNKNOWN_PEER && e.reason() != Reason.PEER_KEY_CHANGED) {
                throw e;
            }
            var shown = NoisePublicKey.parse(e.shownKey().orElseThrow());
            var address = KnownPeers.address(host, port);
            var before = known.at(address).stream() // none if it was never met
                    .map(PeerKey::shortFingerprint)
                    .toList();
            if (!personAgrees.test(host + " shows " + shown.shortFingerprint() + ", known before: " + before)) {
                throw e;
            }
            known.confirm(address, shown);
        }
        return SecureChannel.connect(host, port, config);
    }
    // end

    static SecurityListener listener() {
        // snippet: noise-known-events
        SecurityListener listener = event -> {
            if (event instanceof SecurityEvent.KnownPeerChanged changed) {
                System.out.println(changed.peer() + " " + changed.change() + " "
                        + changed.key().shortFingerprint());
            }
        };
        // end
        return listener;
    }

    static void announce(KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: noise-key-rotate
        keys.rotate("server", NoiseKeyPair.generate()); // clients are still shown the key before, and told this one
        // end
    }

    static void replace(KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: noise-key-prune
        keys.prune("server"); // the new key alone
        // end
    }

    static ServerConfig next(NoiseKeyPair current, NoiseKeyPair next) {
        // snippet: noise-key-next
        var context = NoiseContext.forServer(current).next(next).build();
        var config = ServerConfig.noise(context).build();
        // end
        return config;
    }

    static NoisePublicKey pem(Path directory) throws GeneralSecurityException, IOException {
        // snippet: noise-key-pem
        try (var pair = KeyFiles.readNoiseKeyPair(directory.resolve("server.pem"))) {
            KeyFiles.writePem(pair.publicKey(), directory.resolve("server.pub"));
        }
        var key = KeyFiles.readNoisePublicKey(directory.resolve("server.pub"));
        // end
        return key;
    }
}
