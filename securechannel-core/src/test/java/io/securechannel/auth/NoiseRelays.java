package io.securechannel.auth;

import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;

/** A man in the middle between two channels over Noise, in every way in which a client can be brought to believe him. */
enum NoiseRelays {

    /** The client shows no key, and believes any server. */
    NX {
        @Override
        RelayLegs legs() {
            return RelayLegs.noise(
                    NoiseContext.forClient(Trust.allow(key -> true)).build(),
                    NoiseContext.forServer(MALLORY).build(),
                    NoiseContext.forClient(Trust.pinned(SERVER.publicKey())).build(),
                    NoiseContext.forServer(SERVER).build());
        }
    },
    /** Both show keys, and believe everybody. */
    XX {
        @Override
        RelayLegs legs() {
            return RelayLegs.noise(
                    NoiseContext.forClient(Trust.allow(key -> true))
                            .identity(ADA)
                            .build(),
                    NoiseContext.forServer(MALLORY).build(),
                    NoiseContext.forClient(Trust.allow(key -> true))
                            .identity(MALLORY)
                            .build(),
                    NoiseContext.forServer(SERVER)
                            .clients(Trust.allow(key -> true))
                            .build());
        }
    },
    /** The client has pinned his key in place of the server's. */
    NK {
        @Override
        RelayLegs legs() {
            return RelayLegs.noise(
                    NoiseContext.forClient(Trust.pinned(MALLORY.publicKey())).build(),
                    NoiseContext.forServer(MALLORY).build(),
                    NoiseContext.forClient(Trust.pinned(SERVER.publicKey())).build(),
                    NoiseContext.forServer(SERVER).build());
        }
    },
    /** The same, with keys of the clients. */
    IK {
        @Override
        RelayLegs legs() {
            return RelayLegs.noise(
                    NoiseContext.forClient(Trust.pinned(MALLORY.publicKey()))
                            .identity(ADA)
                            .build(),
                    NoiseContext.forServer(MALLORY).build(),
                    NoiseContext.forClient(Trust.pinned(SERVER.publicKey()))
                            .identity(MALLORY)
                            .build(),
                    NoiseContext.forServer(SERVER).build());
        }
    },
    /** He holds the secret that all share. */
    NN_PSK0 {
        @Override
        RelayLegs legs() {
            return RelayLegs.noise(
                    NoiseContext.forClient(SECRET).build(),
                    NoiseContext.forServer(SECRET).build(),
                    NoiseContext.forClient(SECRET).build(),
                    NoiseContext.forServer(SECRET).build());
        }
    },
    /** He has the very key of the server. */
    STOLEN {
        @Override
        RelayLegs legs() {
            return RelayLegs.noise(
                    NoiseContext.forClient(Trust.pinned(SERVER.publicKey()))
                            .identity(ADA)
                            .build(),
                    NoiseContext.forServer(SERVER).build(),
                    NoiseContext.forClient(Trust.pinned(SERVER.publicKey()))
                            .identity(MALLORY)
                            .build(),
                    NoiseContext.forServer(SERVER).build());
        }
    };

    static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    static final NoiseKeyPair MALLORY = NoiseKeyPair.generate();
    static final NoiseKeyPair ADA = NoiseKeyPair.generate();
    private static final SharedSecret SECRET = SharedSecret.random();

    abstract RelayLegs legs();
}
