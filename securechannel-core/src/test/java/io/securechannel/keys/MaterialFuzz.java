package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Each kind of material in a key store, as somebody with its password could write it, known peers and their addresses among them: refused as
 * documented, or read, told in one line, and written and read as the same.
 */
class MaterialFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.MALFORMED,
            Reason.UNSUPPORTED,
            Reason.KEY_MISMATCH,
            Reason.TOO_WEAK,
            Reason.WRONG_KIND,
            Reason.MISSING,
            Reason.BROKEN_CHAIN);
    private static final List<EntryKind> KINDS = Arrays.stream(EntryKind.values())
            .filter(kind -> kind != EntryKind.UNKNOWN)
            .toList();
    private static final TestCa CA = TestCa.create("Fuzz CA");

    @Override
    protected List<byte[]> seeds() throws Exception {
        var seeds = new ArrayList<byte[]>();
        for (var material : List.of(
                FuzzKeys.noise(1),
                FuzzKeys.envelope(2),
                FuzzKeys.signing(3),
                FuzzKeys.secret(4),
                EnvelopeKeyPair.generate(EnvelopeKeyType.P256),
                SigningKeyPair.generate(SigningKeyType.ML_DSA_65),
                StoredData.of("test counter/1", new byte[4]),
                CA.server("a.example"),
                new TrustedCertificate(CA.certificate()),
                new KnownPeer("a.example:7443", FuzzKeys.noise(1).publicKey().text()),
                new KnownPeer("[2001:db8::1]:7443", "sha256/AAAA"),
                new KnownPeer("[[\\E]\\E]]]]]]]]:143", "sha256/6A5AAA"))) {
            try (var encoded = MaterialCodec.encode(material)) {
                seeds.add(FuzzInput.of(KINDS.indexOf(MaterialCodec.kind(material)), encoded.copy()));
            }
        }
        return seeds;
    }

    @Override
    protected List<String> followed() {
        return List.of("org.bouncycastle.asn1");
    }

    @Override
    protected List<String> words() {
        return List.of(".example:7443", "[2001:db8::1]:1", "scnk1", "sha256/", "xn--", "%eth0", "127.0.0.1:1");
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        var kind = KINDS.get(in.choice(KINDS.size()));
        var bytes = in.rest();
        if (bytes.length == 0) {
            return; // a key store holds no empty secret
        }
        try (var stored = SecretBytes.copyOf(bytes)) {
            var read = Refusals.read(REFUSALS, () -> MaterialCodec.decode(kind, stored, "f"));
            if (read.isEmpty()) {
                return;
            }
            var line = MaterialText.of(kind, stored, "f");
            assertThat(line.lines()).hasSize(1);
            try (var again = MaterialCodec.encode(read.get());
                    var twice = MaterialCodec.encode(MaterialCodec.decode(kind, again, "f"))) {
                assertThat(twice).isEqualTo(again);
            }
            if (read.get() instanceof KnownPeer peer) {
                address(peer.address());
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError("what is read is also told and written", e);
        }
    }

    private static void address(String address) {
        var normal = PeerAddress.normal(address);
        assertThat(PeerAddress.normal(normal)).isEqualTo(normal);
        try {
            assertThat(PeerAddress.checked(address)).isEqualTo(normal);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).doesNotContain(address);
        }
    }
}
