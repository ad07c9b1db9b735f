package io.securechannel.examples.messenger.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of the messenger's clients and server, and what somebody has signed as a list of devices or as a prekey: PROTOCOL_VIOLATION or,
 * for statements, a documented refusal; or what is written as the same bytes.
 */
class MessengerMessagesFuzz extends FuzzTarget {

    private static final Set<Reason> VIOLATION = EnumSet.of(Reason.PROTOCOL_VIOLATION);
    private static final Set<KeyMaterialException.Reason> STATEMENT = EnumSet.of(
            KeyMaterialException.Reason.MALFORMED,
            KeyMaterialException.Reason.WRONG_CONTEXT,
            KeyMaterialException.Reason.WRONG_KIND,
            KeyMaterialException.Reason.TOO_WEAK,
            KeyMaterialException.Reason.UNSUPPORTED);
    private static final SigningKeyPair IDENTITY = FuzzKeys.signing(1);

    @Override
    protected List<byte[]> seeds() throws Exception {
        var arbitrary = new Arbitrary(1);
        var seeds = new ArrayList<byte[]>();
        arbitrary.clientMessages().forEach(message -> seeds.add(FuzzInput.of(0, message.encode())));
        arbitrary.serverMessages().forEach(message -> seeds.add(FuzzInput.of(1, message.encode())));
        seeds.removeIf(seed -> seed.length > longest());
        seeds.add(FuzzInput.of(2, list().sign(IDENTITY).statement().bytes()));
        seeds.add(FuzzInput.of(3, prekey().sign(FuzzKeys.signing(2)).statement().bytes()));
        return seeds;
    }

    private static Prekey prekey() {
        var device = FuzzKeys.signing(2).publicKey();
        var from = Instant.ofEpochMilli(1_700_000_000_000L);
        try (var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            return new Prekey(
                    "ada",
                    Prekey.identityHash(IDENTITY.publicKey()),
                    new Device(device).id(),
                    from,
                    from.plus(Prekey.LIFE),
                    keys.publicKey());
        }
    }

    /** What begins as what envelopes sign is signed as nothing else. */
    private static Optional<SignedStatement> statement(byte[] bytes, SigningKeyPair keys) throws KeyMaterialException {
        try {
            return Optional.of(SignedStatement.sign(bytes, keys));
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.NOT_GRANTED);
            return Optional.empty();
        }
    }

    private static DeviceList list() {
        var devices = List.of(new Device(FuzzKeys.signing(2).publicKey()));
        return new DeviceList(
                "ada",
                Octets.sha256(IDENTITY.publicKey().subjectPublicKeyInfo()),
                3,
                Instant.ofEpochMilli(1_700_000_000_000L),
                devices);
    }

    @Override
    protected List<String> words() {
        return List.of("SecureChannel messenger device list v1", "SecureChannel messenger prekey v1", "ada");
    }

    @Override
    protected int mostInVerify() {
        return 16;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of(Refusals.READ, "devices", "a prekey");
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int form = in.choice(4);
        var bytes = in.rest();
        switch (form) {
            case 0 ->
                Refusals.read(VIOLATION, () -> ClientMessage.decode(bytes))
                        .ifPresent(message -> assertThat(message.encode()).isEqualTo(bytes));
            case 1 -> {
                var read = Refusals.read(VIOLATION, () -> ServerMessage.decode(bytes));
                if (read.isPresent()) {
                    // A later version's reasons are read as OTHER: so twice.
                    var again = ServerMessage.decode(read.get().encode());
                    assertThat(again).isEqualTo(read.get());
                    assertThat(again.encode()).hasSize(bytes.length);
                }
            }
            case 2 -> {
                var signed = statement(bytes, IDENTITY);
                if (signed.isEmpty()) {
                    return;
                }
                Refusals.read(STATEMENT, () -> DeviceList.verify(signed.get(), "ada", IDENTITY.publicKey()))
                        .ifPresent(list -> {
                            assertThat(list.user()).isEqualTo("ada");
                            reached("devices");
                        });
            }
            default -> {
                var signed = statement(bytes, FuzzKeys.signing(2));
                if (signed.isEmpty()) {
                    return;
                }
                Refusals.read(STATEMENT, () -> Prekey.verify(signed.get(), list()))
                        .ifPresent(prekey -> {
                            assertThat(prekey.user()).isEqualTo("ada");
                            reached("a prekey");
                        });
            }
        }
    }
}
