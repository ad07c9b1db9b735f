package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Whatever happens in whatever order, known peers in memory and in a key store are what the rules N27 to N29 say. */
@Tag("verify")
class KnownPeersPropertiesTest {

    private static final List<String> ADDRESSES = List.of("a.example:1", "b.example:1");
    private static final List<NoisePublicKey> KEYS =
            Stream.generate(KnownPeersPropertiesTest::key).limit(4).toList();

    @Property(tries = 100)
    void inMemory(@ForAll long seed) throws Exception {
        follows(KnownPeers.inMemory(), new Random(seed), 40);
    }

    @Property(tries = 3)
    void inAKeyStore(@ForAll long seed) throws Exception {
        var directory = Files.createTempDirectory("peers");
        try (var keys = KeyStoreManager.create(
                directory.resolve("test.keys"), KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES")))) {
            follows(keys.knownPeers(), new Random(seed), 20);
        } finally {
            delete(directory);
        }
    }

    private static void follows(KnownPeers peers, Random random, int steps) throws Exception {
        Map<String, List<NoisePublicKey>> model = new HashMap<>();
        for (int i = 0; i < steps; i++) {
            var address = ADDRESSES.get(random.nextInt(ADDRESSES.size()));
            var known = model.getOrDefault(address, List.of());
            var one = KEYS.get(random.nextInt(KEYS.size()));
            var other = KEYS.get(random.nextInt(KEYS.size()));
            switch (random.nextInt(8)) {
                case 0 -> {
                    peers.confirm(address, one);
                    model.put(address, List.of(one));
                }
                case 1 -> {
                    assertThat(peers.forget(address)).isEqualTo(!known.isEmpty());
                    model.remove(address);
                }
                case 2 -> peers.refused(address, one);
                case 3, 4 -> {
                    boolean replaced = known.size() == 2 && known.get(0).equals(one);
                    assertThat(peers.met(address, one)).isEqualTo(replaced);
                    if (replaced) {
                        model.put(address, List.of(one));
                    }
                }
                default -> {
                    boolean counts = known.contains(one) && !known.contains(other);
                    assertThat(peers.announced(address, one, other)).isEqualTo(counts);
                    if (counts) {
                        model.put(address, List.of(other, one));
                    }
                }
            }
            for (var each : ADDRESSES) {
                assertThat(new ArrayList<Object>(peers.at(each))).isEqualTo(model.getOrDefault(each, List.of()));
            }
        }
    }

    private static void delete(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static NoisePublicKey key() {
        try (var keys = NoiseKeyPair.generate()) {
            return keys.publicKey();
        }
    }
}
