package io.securechannel.examples.transfer.terminal;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.transfer.meeting.Access;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.KeyTrust;
import java.util.Optional;

/**
 * Noise: a key at each end that the other knows, a secret that both hold, or both of these.
 *
 * @param own key
 * @param peers whom to believe
 * @param secret that both hold
 */
record NoiseAccess(Optional<NoiseKeyPair> own, Optional<KeyTrust> peers, Optional<SharedSecret> secret)
        implements Access {

    @Override
    public ClientConfig.Builder calls() throws KeyMaterialException {
        if (own.isEmpty() || peers.isEmpty()) {
            return ClientConfig.noise(
                    NoiseContext.forClient(secret.orElseThrow()).build());
        }
        var context = NoiseContext.forClient(peers.get()).identity(own.get());
        secret.ifPresent(context::sharedSecret);
        return ClientConfig.noise(context.build());
    }

    @Override
    public ServerConfig.Builder answers() throws KeyMaterialException {
        if (own.isEmpty() || peers.isEmpty()) {
            return ServerConfig.noise(
                    NoiseContext.forServer(secret.orElseThrow()).build());
        }
        var context = NoiseContext.forServer(own.get()).clients(peers.get());
        secret.ifPresent(context::sharedSecret);
        return ServerConfig.noise(context.build());
    }

    @Override
    public void close() {
        own.ifPresent(NoiseKeyPair::close);
        secret.ifPresent(SharedSecret::close);
    }
}
