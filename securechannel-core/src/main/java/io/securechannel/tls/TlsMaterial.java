package io.securechannel.tls;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Live;

/**
 * An identity or a trust, and where it came from.
 *
 * @param source tells what holds now
 * @param first what held when it was given
 * @param live whether it may change
 * @param <T> what it is
 */
record TlsMaterial<T>(Live<T> source, T first, boolean live) {

    static <T> TlsMaterial<T> fixed(T material) {
        return new TlsMaterial<>(() -> material, material, false);
    }

    static <T> TlsMaterial<T> live(Live<T> source) throws KeyMaterialException {
        return new TlsMaterial<>(source, source.current(), true);
    }
}
