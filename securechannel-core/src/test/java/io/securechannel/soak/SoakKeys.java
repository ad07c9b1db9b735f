package io.securechannel.soak;

import io.securechannel.SecureChannel;
import io.securechannel.keys.Identity;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.NoiseServerKeys;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Identities, trust and keys that are replaced while they are used, so that whoever connects just then is never refused. */
final class SoakKeys {

    /** Those that the server shows, or will show next, are among the latest. */
    private static final int KEYS_TRUSTED = 8;

    private static final int WAYS = 6;

    private final TestCa ca = TestCa.create("Soak Root");
    private volatile Identity server = ca.server("localhost");
    private volatile Identity client = ca.client("ada");
    private volatile Trust trust = Trust.only(ca.certificate());
    private volatile NoiseServerKeys noise = new NoiseServerKeys(NoiseKeyPair.generate(), Optional.empty());
    private volatile List<NoisePublicKey> noiseTrusted = List.of(noise.current().publicKey());
    private final ReadWriteLock pinsInUse = new ReentrantReadWriteLock();
    private int turn;

    /** Replaces one of them, each in its turn. */
    void replaceOne() {
        switch (turn++ % WAYS) {
            case 0 -> server = ca.server("localhost");
            case 1, 4 -> announce();
            case 2 -> client = ca.intermediate("Soak Intermediate").client("ada");
            case 3, 5 -> useNext();
            default -> throw new IllegalStateException("six ways");
        }
        if (turn % WAYS == 0) {
            var other = TestCa.create("Soak Guest Root " + turn);
            trust = Trust.only(ca.certificate(), other.certificate());
        }
    }

    private void announce() {
        var next = NoiseKeyPair.generate();
        var trusted = new ArrayList<>(List.of(next.publicKey()));
        trusted.addAll(noiseTrusted.subList(0, Math.min(noiseTrusted.size(), KEYS_TRUSTED - 1)));
        noiseTrusted = List.copyOf(trusted); // first, as whoever meets the server with it has to know it
        noise = new NoiseServerKeys(noise.current(), Optional.of(next));
    }

    /** Whoever took its pins before the key was announced is waited for, however slow; whoever comes now knows it. */
    private void useNext() {
        pinsInUse.writeLock().lock();
        try {
            noise = new NoiseServerKeys(noise.next().orElseGet(noise::current), Optional.empty());
        } finally {
            pinsInUse.writeLock().unlock();
        }
    }

    Identity server() {
        return server;
    }

    Identity client() {
        return client;
    }

    Trust trust() {
        return trust;
    }

    NoiseServerKeys noise() {
        return noise;
    }

    /** {@return trust in what the server shows now, or showed, or will show next} */
    KeyTrust noiseAllowed() {
        return Trust.allow(key -> noiseTrusted.contains(key));
    }

    /** Connects. */
    interface Connecting {
        /** With these pins. */
        SecureChannel with(KeyTrust pins) throws IOException;
    }

    /** {@return a connection with the same as pins} */
    SecureChannel connectPinned(Connecting connecting) throws IOException {
        pinsInUse.readLock().lock();
        try {
            var now = noiseTrusted;
            return connecting.with(
                    Trust.pinned(now.get(0), now.subList(1, now.size()).toArray(NoisePublicKey[]::new)));
        } finally {
            pinsInUse.readLock().unlock();
        }
    }
}
