package io.securechannel.examples.messenger.server;

import io.securechannel.keys.NoisePublicKey;

/**
 * Where clients over Noise come in.
 *
 * @param port where the server listens for them
 * @param key by which they know it
 */
public record NoiseDoor(int port, NoisePublicKey key) {}
