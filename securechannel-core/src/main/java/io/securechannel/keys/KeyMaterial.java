package io.securechannel.keys;

/**
 * What a {@link KeyStoreManager} can hold. Every role has a type of its own, so that a key made for one use cannot be given
 * to another.
 */
public sealed interface KeyMaterial
        permits Identity, RoleKeyPair, TrustedCertificate, KnownPeer, SharedSecret, StoredData {}
