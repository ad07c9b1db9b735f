package io.securechannel.examples.messenger.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.peer.ChannelBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** M1: a statement counts only of the key that has to have made it, about the user that it has to be about, and as what it was made. */
class StatementsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final SigningKeyPair EVE = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final SigningKeyPair LAPTOP = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final SigningKeyPair PHONE = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final EnvelopeKeyPair SEALED_TO = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);

    private static DeviceList list(String user, SigningPublicKey identity, SigningKeyPair... devices) {
        var named = new ArrayList<Device>();
        for (var device : devices) {
            named.add(new Device(device.publicKey()));
        }
        return DeviceList.of(user, identity, 1, NOW, named);
    }

    private static Prekey prekey(String user, SigningPublicKey identity, SigningKeyPair device) {
        return new Prekey(
                user,
                Prekey.identityHash(identity),
                DeviceId.of(device.publicKey()),
                NOW,
                NOW.plus(Prekey.LIFE),
                SEALED_TO.publicKey());
    }

    private static AbstractThrowableAssert<?, ?> refused(Reason reason, ThrowingCallable action) {
        return assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void whatIsStatedIsRead() throws Exception {
        var list = list("ada", ADA.publicKey(), LAPTOP, PHONE);
        assertThat(DeviceList.verify(list.sign(ADA), "ada", ADA.publicKey())).isEqualTo(list);
        var prekey = prekey("ada", ADA.publicKey(), PHONE);
        assertThat(Prekey.verify(prekey.sign(PHONE), list)).isEqualTo(prekey);
    }

    @Test
    void aListOfAnotherSignerUserOrIdentityIsNone() throws Exception {
        var list = list("ada", ADA.publicKey(), LAPTOP);
        refused(Reason.BAD_SIGNATURE, () -> DeviceList.verify(list.sign(EVE), "ada", ADA.publicKey()));
        refused(Reason.WRONG_CONTEXT, () -> DeviceList.verify(list.sign(ADA), "bob", ADA.publicKey()))
                .hasMessageContaining("not that of bob");
        // eve signs a list that names ada's identity
        refused(Reason.WRONG_CONTEXT, () -> DeviceList.verify(list.sign(EVE), "ada", EVE.publicKey()));
    }

    @Test
    void aPrekeyOfAnotherDeviceUserOrIdentityIsNone() throws Exception {
        var list = list("ada", ADA.publicKey(), LAPTOP);
        var own = prekey("ada", ADA.publicKey(), LAPTOP);
        refused(Reason.BAD_SIGNATURE, () -> Prekey.verify(own.sign(PHONE), list));
        refused(
                        Reason.WRONG_CONTEXT,
                        () -> Prekey.verify(
                                prekey("ada", ADA.publicKey(), PHONE).sign(PHONE), list))
                .hasMessageContaining("not on the list of ada");
        refused(
                Reason.WRONG_CONTEXT,
                () -> Prekey.verify(prekey("ada", EVE.publicKey(), LAPTOP).sign(LAPTOP), list));
    }

    /** Identity misbinding: eve puts ada's laptop on her own list, whose signature is right. */
    @Test
    void anothersDeviceOnOnesOwnListHasNoPrekeyThere() throws Exception {
        var list = list("eve", EVE.publicKey(), LAPTOP);
        assertThat(DeviceList.verify(list.sign(EVE), "eve", EVE.publicKey())).isEqualTo(list);
        var published = prekey("ada", ADA.publicKey(), LAPTOP).sign(LAPTOP);
        refused(Reason.WRONG_CONTEXT, () -> Prekey.verify(published, list))
                .hasMessageContaining("says that it is somebody else's");
        var entry = new DirectoryEntry("eve", 1, spki(EVE), list.sign(EVE), List.of(published));
        refused(Reason.WRONG_CONTEXT, entry::verify);
    }

    @Test
    void noStatementIsAnother() throws Exception {
        var list = list("ada", ADA.publicKey(), LAPTOP).sign(ADA);
        var prekey = prekey("ada", ADA.publicKey(), LAPTOP).sign(LAPTOP);
        refused(Reason.MALFORMED, () -> DeviceList.verify(prekey, "ada", LAPTOP.publicKey()))
                .hasMessageContaining("does not begin as it should");
        // one key in both places, so that the signature is right
        var selfList = list("ada", LAPTOP.publicKey(), LAPTOP);
        refused(Reason.MALFORMED, () -> Prekey.verify(selfList.sign(LAPTOP), selfList))
                .hasMessageContaining("does not begin as it should");
        refused(Reason.MALFORMED, () -> Prekey.verify(list, selfList));

        var binding = new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[32]);
        refused(
                Reason.BAD_SIGNATURE,
                () -> EntryProof.verify(prekey.signature(), LAPTOP.publicKey(), Octets.zeros(32), binding));
    }

    @Test
    void aProofIsOfOneNonceOneChannelAndOneDevice() throws Exception {
        var nonce = Octets.sha256(new byte[] {1});
        var exporter = new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[32]);
        var proof = EntryProof.sign(LAPTOP, nonce, exporter);
        EntryProof.verify(proof, LAPTOP.publicKey(), nonce, exporter);

        var other = new byte[32];
        other[31] = 1;
        var otherChannel = new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, other);
        var otherType = new ChannelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT, new byte[32]);
        refused(Reason.BAD_SIGNATURE, () -> EntryProof.verify(proof, LAPTOP.publicKey(), nonce, otherChannel));
        refused(Reason.BAD_SIGNATURE, () -> EntryProof.verify(proof, LAPTOP.publicKey(), nonce, otherType));
        refused(Reason.BAD_SIGNATURE, () -> EntryProof.verify(proof, PHONE.publicKey(), nonce, exporter));
        refused(Reason.BAD_SIGNATURE, () -> EntryProof.verify(proof, LAPTOP.publicKey(), Octets.zeros(32), exporter));
        for (int length : new int[] {0, 63, 65}) {
            refused(
                    Reason.MALFORMED,
                    () -> EntryProof.verify(Octets.zeros(length), LAPTOP.publicKey(), nonce, exporter));
        }
    }

    @Test
    void entriesOfTwoPrekeysForADeviceOrOtherKindsOfKeysAreNone() throws Exception {
        var list = list("ada", ADA.publicKey(), LAPTOP).sign(ADA);
        var prekey = prekey("ada", ADA.publicKey(), LAPTOP).sign(LAPTOP);
        var twice = new DirectoryEntry("ada", 1, spki(ADA), list, List.of(prekey, prekey));
        refused(Reason.MALFORMED, twice::verify).hasMessageContaining("two prekeys");

        var lattice = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
        var signed = list("ada", lattice.publicKey(), LAPTOP).sign(lattice);
        var otherKind = new DirectoryEntry("ada", 1, spki(lattice), signed, List.of());
        refused(Reason.WRONG_KIND, otherKind::verify).hasMessageContaining("sign by Ed25519");
        var listed = new DirectoryEntry(
                "ada", 1, spki(ADA), list("ada", ADA.publicKey(), lattice).sign(ADA), List.of());
        refused(Reason.WRONG_KIND, listed::verify).hasMessageContaining("ML-DSA-65");
        var noKey = new DirectoryEntry("ada", 1, Octets.zeros(44), list, List.of());
        refused(Reason.MALFORMED, noKey::verify);
    }

    @Test
    void recordsThatCannotBeAreNotMade() {
        var elliptic = EnvelopeKeyPair.generate(EnvelopeKeyType.P256).publicKey();
        var hash = Prekey.identityHash(ADA.publicKey());
        var device = DeviceId.of(LAPTOP.publicKey());
        assertThatThrownBy(() -> new Prekey("ada", hash, device, NOW, NOW.plusSeconds(1), elliptic))
                .hasMessageContaining("X-Wing");
        assertThatThrownBy(() -> new Prekey("ada", hash, device, NOW, NOW, SEALED_TO.publicKey()))
                .hasMessageContaining("at most 7 days");
        assertThatThrownBy(() -> new Prekey(
                        "ada", hash, device, NOW, NOW.plus(Prekey.LIFE).plusMillis(1), SEALED_TO.publicKey()))
                .hasMessageContaining("at most 7 days");
        assertThatThrownBy(() -> list("ada", ADA.publicKey())).hasMessageContaining("1 to 16 devices");
        assertThatThrownBy(() -> list("ada", ADA.publicKey(), LAPTOP, LAPTOP)).hasMessageContaining("twice");
        assertThatThrownBy(() -> DeviceList.of("ada", ADA.publicKey(), 0, NOW, List.of(new Device(LAPTOP.publicKey()))))
                .hasMessageContaining("no version");
        assertThatThrownBy(() -> list("Ada", ADA.publicKey(), LAPTOP)).hasMessageContaining("not a name");
    }

    /** Whoever holds the identity key may sign nonsense: that is an error, and no other exception. */
    @Test
    void nonsenseThatIsWellSignedIsMalformed() throws Exception {
        var statement =
                list("ada", ADA.publicKey(), LAPTOP).sign(ADA).statement().bytes();
        for (int length = 0; length < statement.length; length += 3) {
            var cut = SignedStatement.sign(Arrays.copyOf(statement, length), ADA);
            refused(Reason.MALFORMED, () -> DeviceList.verify(cut, "ada", ADA.publicKey()));
        }
        var longer = SignedStatement.sign(Arrays.copyOf(statement, statement.length + 1), ADA);
        refused(Reason.MALFORMED, () -> DeviceList.verify(longer, "ada", ADA.publicKey()));

        var list = list("ada", ADA.publicKey(), LAPTOP);
        var key =
                prekey("ada", ADA.publicKey(), LAPTOP).sign(LAPTOP).statement().bytes();
        for (int length = 0; length < key.length; length += length < 150 ? 7 : 200) {
            var cut = SignedStatement.sign(Arrays.copyOf(key, length), LAPTOP);
            refused(Reason.MALFORMED, () -> Prekey.verify(cut, list));
        }
        var lies = key.clone();
        lies[lies.length - 1230] ^= 0x40; // in the header of the SubjectPublicKeyInfo, its algorithm
        var lying = SignedStatement.sign(lies, LAPTOP);
        refused(Reason.UNSUPPORTED, () -> Prekey.verify(lying, list));
    }

    private static Octets spki(SigningKeyPair keys) {
        return Octets.of(keys.publicKey().subjectPublicKeyInfo());
    }
}
