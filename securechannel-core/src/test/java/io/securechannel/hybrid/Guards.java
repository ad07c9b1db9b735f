package io.securechannel.hybrid;

import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Senders, ids and a clock that is set by hand, for tests of replay guards. */
final class Guards {

    static final Sender ADA = sender(SigningKeyType.ED25519);
    static final Sender EVE = sender(SigningKeyType.ED25519);
    static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    static final Duration HOUR = Duration.ofHours(1);

    private Guards() {}

    static EnvelopeId id(int number) {
        return EnvelopeId.of(ByteBuffer.allocate(16).putInt(12, number).array());
    }

    static Sender sender(SigningKeyType type) {
        try (var keys = SigningKeyPair.generate(type)) {
            return Sender.of(keys.publicKey());
        }
    }

    /** A clock that stands still until it is set. */
    static final class Clock implements InstantSource {

        private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

        void set(Instant time) {
            now.set(time);
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
