package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.Trust;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The snippets about logins over Noise, and about what goes wrong there. */
final class NoiseAuthSnippets {

    private NoiseAuthSnippets() {}

    static ServerConfig server(NoiseKeyPair serverKeys, Map<NoisePublicKey, String> users) {
        // snippet: noise-key-server
        var verifier = LoginVerifier.builder()
                .noiseKeys(key -> Optional.ofNullable(users.get(key)))
                .build();
        var config = ServerConfig.noise(serverKeys).requireLogin(verifier).build();
        // end
        return config;
    }

    static ClientConfig client(NoiseKeyPair ownKeys, NoisePublicKey serverKey) {
        // snippet: noise-key-client
        var config = ClientConfig.noise(ownKeys, Trust.pinned(serverKey))
                .login(ChallengeAuth.noiseKey())
                .build();
        // end
        return config;
    }

    static void refused(String host, int port, ClientConfig config, NoisePublicKey ownKey, Consumer<String> tellUser)
            throws SecureChannelException {
        // snippet: possible-reasons
        try (var channel = SecureChannel.connect(host, port, config)) {
            channel.sendText("hello");
        } catch (SecureChannelException e) {
            if (e.possibleReasons().contains(Reason.PEER_NOT_ALLOWED)) {
                tellUser.accept("The server may not know this device: send " + ownKey.text() + " to its people.");
            }
            throw e;
        }
        // end
    }
}
